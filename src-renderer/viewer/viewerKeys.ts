/** What a key asks of the viewer while a pane has the focus. */
export type ViewerAction =
  | { readonly type: 'scroll'; readonly slices: number }
  | { readonly type: 'first-slice' | 'last-slice' }
  | { readonly type: 'next-key-slice' | 'previous-key-slice' }
  | { readonly type: 'toggle-masks' }
  | { readonly type: 'opacity'; readonly factor: number }
  | { readonly type: 'window'; readonly windowIndex: number }
  | { readonly type: 'reset' | 'fit' }

const PAGE_SLICES = 10
const OPACITY_STEP = 1.25

/** What is looked at of a KeyboardEvent. */
export interface PressedKey {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
}

/** Other viewers' habits in one place: OHIF's and ITK-SNAP's keys where they agree. Null: the key means nothing here. */
export function viewerAction(event: PressedKey): ViewerAction | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null
  if (/^[1-9]$/.test(event.key)) return { type: 'window', windowIndex: Number(event.key) - 1 }
  switch (event.key) {
    case 'ArrowDown':
      return { type: 'scroll', slices: 1 }
    case 'ArrowUp':
      return { type: 'scroll', slices: -1 }
    case 'PageDown':
      return { type: 'scroll', slices: PAGE_SLICES }
    case 'PageUp':
      return { type: 'scroll', slices: -PAGE_SLICES }
    case 'Home':
      return { type: 'first-slice' }
    case 'End':
      return { type: 'last-slice' }
    case 'n':
    case 'N':
      return { type: event.shiftKey ? 'previous-key-slice' : 'next-key-slice' }
    case 's':
    case 'S':
      return { type: 'toggle-masks' }
    case 'a':
    case 'A':
      return { type: 'opacity', factor: 1 / OPACITY_STEP }
    case 'd':
    case 'D':
      return { type: 'opacity', factor: OPACITY_STEP }
    case 'r':
    case 'R':
      return { type: 'reset' }
    case 'f':
    case 'F':
      return { type: 'fit' }
    default:
      return null
  }
}

/** The next key slice in a direction, or null past the last. */
export function neighbouringKeySlice(request: {
  keySliceIndices: readonly number[]
  sliceIndex: number
  direction: 1 | -1
}): number | null {
  const { keySliceIndices, sliceIndex, direction } = request
  const ahead = keySliceIndices.filter((each) => (each - sliceIndex) * direction > 0)
  if (ahead.length === 0) return null
  return direction > 0 ? Math.min(...ahead) : Math.max(...ahead)
}
