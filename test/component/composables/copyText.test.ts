import { afterEach, expect, it, vi } from 'vitest'
import { copyText } from '../../../src-renderer/composables/copyText'

afterEach(() => vi.unstubAllGlobals())

/** Stands in for the browser's own clipboard, which a document without a screen has not. */
function browserWith(options: { isAllowed: boolean; isCommandKnown: boolean }) {
  const written: string[] = []
  const writeText = (text: string) =>
    options.isAllowed ? Promise.resolve(void written.push(text)) : Promise.reject(new Error('Write permission denied.'))
  vi.stubGlobal('navigator', { clipboard: { writeText } })
  Object.assign(document, {
    execCommand: () => {
      if (options.isCommandKnown) written.push(document.querySelector('textarea')?.value ?? '')
      return options.isCommandKnown
    },
  })
  return written
}

it('copies, and where the permission is denied copies what it selects', async () => {
  for (const isAllowed of [true, false]) {
    const written = browserWith({ isAllowed, isCommandKnown: true })
    await copyText('We annotated 10 % of the slices.')
    expect(written).toEqual(['We annotated 10 % of the slices.'])
    expect(document.querySelector('textarea')).toBeNull()
  }
})

it('says what to do where neither way works', async () => {
  browserWith({ isAllowed: false, isCommandKnown: false })
  await expect(copyText('text')).rejects.toThrow('press Ctrl+C')
})
