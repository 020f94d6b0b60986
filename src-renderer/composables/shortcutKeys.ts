/** The parts of a keyboard event that a shortcut looks at. */
export interface PressedKey {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

const NAMED: Readonly<Record<string, string>> = { space: ' ', esc: 'Escape', plus: '+' }

/**
 * Whether a key press is what `written` says: `j`, `Shift+N`, `Ctrl+Shift+Z`, `ArrowUp`, `Enter`, `Space`, `?`. `Ctrl` is also the
 * Mac's command key. Letters mean the key, whether Caps Lock is on or not; signs such as `?` or `[` mean the sign, however it is typed.
 */
export function isPressed(written: string, pressed: PressedKey): boolean {
  const parts = written.length > 1 ? written.split('+') : [written]
  const last = parts.at(-1) ?? ''
  const key = NAMED[last.toLowerCase()] ?? last
  const has = (modifier: string) => parts.slice(0, -1).includes(modifier)
  const isSign = key.length === 1 && !/[\p{L}\p{N} ]/u.test(key)
  if (has('Ctrl') !== (pressed.ctrlKey || pressed.metaKey)) return false
  // On many layouts a sign needs Shift or AltGr, which arrives as Alt.
  if (!isSign && (has('Alt') !== pressed.altKey || has('Shift') !== pressed.shiftKey)) return false
  return key.toLowerCase() === pressed.key.toLowerCase()
}

/** Keys that a focused control uses itself: what they do there must not happen a second time on the page. */
const OWN_KEYS: readonly { readonly keys: RegExp; readonly within: string }[] = [
  {
    keys: /^(Enter| )$/,
    within: 'button, a[href], summary, [role=button], [role=option], [role=menuitem], [role=tab]',
  },
  {
    keys: /^(Arrow.*|Home|End|PageUp|PageDown)$/,
    within:
      '[role=slider], [role=listbox], [role=menu], [role=tablist], [role=radiogroup], [role=grid], [role=combobox]',
  },
]

/** Whether the element that has the focus wants the key for itself: text fields want all, an open dialog lets none through. */
export function isTakenByFocus(pressed: PressedKey, target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (document.querySelector('.v-dialog.v-overlay--active, dialog[open]') !== null) return true
  const isText = target.closest('textarea, select, [contenteditable=true]') !== null || isTextInput(target)
  return isText || OWN_KEYS.some(({ keys, within }) => keys.test(pressed.key) && target.closest(within) !== null)
}

function isTextInput(target: HTMLElement): boolean {
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range', 'file'].includes(target.type)
}
