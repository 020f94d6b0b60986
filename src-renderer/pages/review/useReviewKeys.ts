import { onScopeDispose } from 'vue'
import { useShortcuts } from '../../composables/useShortcuts'
import type { ViewerAction } from '../../viewer/viewerKeys'
import type { useReviewActions } from './useReviewActions'

const WINDOW_KEYS = ['1', '2', '3', '4', '5']

/** The keys of the review page (peers.md §4.1). */
export function useReviewKeys({
  actions,
  perform,
  toggleComparison,
  toggleConfidence,
  toggleOrder,
  goToCase,
  goToEnd,
}: {
  readonly actions: ReturnType<typeof useReviewActions>
  /** Asks the viewer. */
  readonly perform: (action: ViewerAction) => void
  readonly toggleComparison: () => void
  readonly toggleConfidence: () => void
  readonly toggleOrder: () => void
  readonly goToCase: (step: 1 | -1) => void
  readonly goToEnd: (end: 'first' | 'last') => void
}): void {
  const once = useOncePerPress()
  useShortcuts('Review: decide', [
    { keys: 'Enter', label: 'Accept, go to the next to review', run: once(() => actions.decide('accepted')) },
    { keys: ['Escape', 'x'], label: 'Reject, go to the next to review', run: once(() => actions.decide('rejected')) },
    { keys: 'f', label: 'Flag, or take the flag away', run: once(actions.toggleFlag) },
    { keys: 'Backspace', label: 'Take the decision on this slice away', run: once(() => actions.decide(null)) },
    { keys: 'Shift+Enter', label: 'Accept all that is left of the case', run: once(() => void actions.acceptAll()) },
    { keys: 'Ctrl+z', label: 'Undo', run: () => void actions.step('undo') },
    { keys: ['Ctrl+Shift+z', 'Ctrl+y'], label: 'Redo', run: () => void actions.step('redo') },
  ])
  useShortcuts('Review: move', [
    { keys: ['Space', 'u'], label: 'Next slice to review', run: actions.goToNextUnreviewed },
    { keys: 'ArrowDown', label: 'Next slice', run: () => actions.goBy(1) },
    { keys: 'ArrowUp', label: 'Previous slice', run: () => actions.goBy(-1) },
    { keys: 'Home', label: 'First slice', run: () => goToEnd('first') },
    { keys: 'End', label: 'Last slice', run: () => goToEnd('last') },
    { keys: 'n', label: 'Next slice annotated by a person', run: () => actions.goToKeySlice(1) },
    { keys: 'Shift+N', label: 'Previous slice annotated by a person', run: () => actions.goToKeySlice(-1) },
    { keys: ']', label: 'Next case', run: () => goToCase(1) },
    { keys: '[', label: 'Previous case', run: () => goToCase(-1) },
    { keys: 'o', label: 'Order by slice or by likely error', run: toggleOrder },
  ])
  useShortcuts('Review: look', [
    { keys: 'c', label: 'Compare with the imported label map', run: toggleComparison },
    { keys: 'v', label: 'Stripes where the suggestion is not sure', run: toggleConfidence },
    { keys: 's', label: 'Show or hide the masks', run: () => perform({ type: 'toggle-masks' }) },
    { keys: 'a', label: 'Masks more transparent', run: () => perform({ type: 'opacity', factor: 0.8 }) },
    { keys: 'd', label: 'Masks less transparent', run: () => perform({ type: 'opacity', factor: 1.25 }) },
    { keys: 'r', label: 'Reset window and zoom', run: () => perform({ type: 'reset' }) },
    ...WINDOW_KEYS.map((keys, windowIndex) => ({
      keys,
      label: `Window ${keys} of the list`,
      run: () => perform({ type: 'window', windowIndex }),
    })),
  ])
}

/** A key that is held down decides once: nobody has seen the slices that would follow. */
function useOncePerPress(): (run: () => void) => () => void {
  let isHeld = false
  const look = (event: KeyboardEvent) => {
    isHeld = event.repeat
  }
  window.addEventListener('keydown', look, { capture: true })
  onScopeDispose(() => window.removeEventListener('keydown', look, { capture: true }))
  return (run) => () => {
    if (!isHeld) run()
  }
}
