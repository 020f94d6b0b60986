import type { Shortcut } from '../../composables/useShortcuts'
import type { ViewerAction } from '../../viewer/viewerKeys'

const WINDOW_KEYS = ['1', '2', '3', '4', '5']

/** The viewer's keys, for the sheet behind `?`, and to work wherever on the page the focus is. */
export function viewerShortcuts(perform: (action: ViewerAction) => void): Shortcut[] {
  const entry = (keys: string | string[], label: string, action: ViewerAction): Shortcut => ({
    keys,
    label,
    run: () => perform(action),
  })
  return [
    entry('ArrowDown', 'Next slice (also the wheel)', { type: 'scroll', slices: 1 }),
    entry('ArrowUp', 'Previous slice', { type: 'scroll', slices: -1 }),
    entry('PageDown', 'Ten slices on', { type: 'scroll', slices: 10 }),
    entry('PageUp', 'Ten slices back', { type: 'scroll', slices: -10 }),
    entry('Home', 'First slice', { type: 'first-slice' }),
    entry('End', 'Last slice', { type: 'last-slice' }),
    entry('N', 'Next key slice', { type: 'next-key-slice' }),
    entry('Shift+N', 'Previous key slice', { type: 'previous-key-slice' }),
    entry('S', 'Show or hide the masks', { type: 'toggle-masks' }),
    entry('A', 'Masks more transparent', { type: 'opacity', factor: 0.8 }),
    entry('D', 'Masks less transparent', { type: 'opacity', factor: 1.25 }),
    entry('F', 'Fit to the panes', { type: 'fit' }),
    entry('R', 'Reset window, place and zoom', { type: 'reset' }),
    ...WINDOW_KEYS.map((key, windowIndex) => entry(key, `Window ${key} of the list`, { type: 'window', windowIndex })),
  ]
}
