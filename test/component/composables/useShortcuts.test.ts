import { effectScope } from 'vue'
import { afterEach, expect, it } from 'vitest'
import { isPressed } from '../../../src-renderer/composables/shortcutKeys'
import { shortcutSections, useShortcuts } from '../../../src-renderer/composables/useShortcuts'

const scopes: ReturnType<typeof effectScope>[] = []
afterEach(() => scopes.splice(0).forEach((scope) => scope.stop()))

function register(title: string, keys: string | string[], run: () => void) {
  const scope = effectScope()
  scopes.push(scope)
  scope.run(() => useShortcuts(title, [{ keys, label: title, run }]))
  return scope
}

function press(key: string, options: KeyboardEventInit & { on?: Element } = {}) {
  const { on = document.body, ...init } = options
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }))
}

const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }

it.each([
  ['j', { ...none, key: 'j' }, true],
  ['j', { ...none, key: 'J' }, true], // Caps Lock
  ['j', { ...none, key: 'J', shiftKey: true }, false],
  ['Shift+N', { ...none, key: 'N', shiftKey: true }, true],
  ['Ctrl+Z', { ...none, key: 'z', metaKey: true }, true],
  ['Ctrl+Z', { ...none, key: 'Z', ctrlKey: true, shiftKey: true }, false],
  ['?', { ...none, key: '?', shiftKey: true }, true],
  ['[', { ...none, key: '[', altKey: true }, true],
  ['Space', { ...none, key: ' ' }, true],
  ['1', { ...none, key: '1', ctrlKey: true }, false],
])('%s and %o', (written, pressed, expected) => {
  expect(isPressed(written, pressed)).toBe(expected)
})

it('gives a key to the page before the shell, and back when the page goes', () => {
  const said: string[] = []
  register('Everywhere', 'n', () => said.push('shell'))
  const page = register('Review', ['n', 'ArrowDown'], () => said.push('page'))
  press('n')
  press('ArrowDown')
  page.stop()
  press('n')
  expect(said).toEqual(['page', 'page', 'shell'])
  expect(shortcutSections.map(({ title }) => title)).toEqual(['Everywhere'])
})

it('leaves keys to fields, and Enter to a focused button', () => {
  const said: string[] = []
  register('Review', ['Enter', 'a'], () => said.push('ran'))
  const field = document.body.appendChild(document.createElement('input'))
  const button = document.body.appendChild(document.createElement('button'))
  press('a', { on: field })
  press('Enter', { on: button })
  expect(said).toEqual([])
  press('a', { on: button })
  expect(said).toEqual(['ran'])
  field.remove()
  button.remove()
})
