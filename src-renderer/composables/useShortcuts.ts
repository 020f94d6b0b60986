import { onScopeDispose, shallowReactive } from 'vue'
import { isPressed, isTakenByFocus } from './shortcutKeys'

/** Something a key does on a page. */
export interface Shortcut {
  /** As in `isPressed`: `Enter`, `Shift+N`, `Ctrl+Z`. Several mean the same. */
  readonly keys: string | readonly string[]
  /** What it does, for the sheet: "Accept the slice". */
  readonly label: string
  readonly run: () => void
  /** Left out: always. */
  readonly isEnabled?: () => boolean
}

export interface ShortcutSection {
  readonly title: string
  readonly shortcuts: readonly Shortcut[]
}

/** What can be pressed now, the shell's first. The sheet behind `?` shows it. */
export const shortcutSections = shallowReactive<ShortcutSection[]>([])

/**
 * Registers keys as long as the component (or scope) lives, and lists them under `title` in the sheet. Where two sections want the
 * same key, the later one has it: a page before the shell. Keys typed into fields and dialogs stay there.
 */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const section = { title, shortcuts }
  if (shortcutSections.length === 0) window.addEventListener('keydown', onKeydown)
  shortcutSections.push(section)
  onScopeDispose(() => {
    shortcutSections.splice(shortcutSections.indexOf(section), 1)
    if (shortcutSections.length === 0) window.removeEventListener('keydown', onKeydown)
  })
}

/** The keys of a shortcut as a list. */
export function keysOf({ keys }: Shortcut): readonly string[] {
  return typeof keys === 'string' ? [keys] : keys
}

function onKeydown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isTakenByFocus(event, event.target)) return
  for (const { shortcuts } of shortcutSections.toReversed()) {
    const found = shortcuts.find(
      (shortcut) => keysOf(shortcut).some((keys) => isPressed(keys, event)) && shortcut.isEnabled?.() !== false,
    )
    if (found === undefined) continue
    event.preventDefault()
    found.run()
    return
  }
}
