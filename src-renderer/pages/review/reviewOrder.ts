import type { ReviewSlice } from '../../../src-main/contract/review'
import { isUnreviewed } from '../../stores/reviewEdits'

/** Slice by slice, or the one that is most likely wrong first. */
export const REVIEW_ORDERS = ['slice', 'likely-error'] as const
export type ReviewOrder = (typeof REVIEW_ORDERS)[number]

/** Slice indices in the order to look at them; by likely error, the suggested ones come first, the worst of them at the head. */
export function orderSlices(slices: readonly ReviewSlice[], order: ReviewOrder): number[] {
  const inOrder = order === 'slice' ? slices : slices.toSorted((a, b) => (b.likelyError ?? -1) - (a.likelyError ?? -1))
  return inOrder.map(({ sliceIndex }) => sliceIndex)
}

/** The next slice nobody has decided on, after `sliceIndex` in the order and then from its beginning; null where none is left. */
export function nextUnreviewed({
  slices,
  order,
  sliceIndex,
}: {
  readonly slices: readonly ReviewSlice[]
  readonly order: ReviewOrder
  readonly sliceIndex: number
}): number | null {
  const inOrder = orderSlices(slices, order)
  const here = inOrder.indexOf(sliceIndex)
  const open = new Set(slices.filter(isUnreviewed).map((slice) => slice.sliceIndex))
  const candidates = [...inOrder.slice(here + 1), ...inOrder.slice(0, here + 1)]
  return candidates.find((index) => open.has(index)) ?? null
}

/** The nearest slice in that direction that a person has annotated; null where none is left. */
export function nextKeySlice({
  slices,
  sliceIndex,
  direction,
}: {
  readonly slices: readonly ReviewSlice[]
  readonly sliceIndex: number
  readonly direction: 1 | -1
}): number | null {
  const keys = slices.filter(({ origin }) => origin === 'human' || origin === 'human-empty')
  const ahead = keys.filter((slice) => (slice.sliceIndex - sliceIndex) * direction > 0)
  const distances = ahead.map((slice) => Math.abs(slice.sliceIndex - sliceIndex))
  return ahead[distances.indexOf(Math.min(...distances))]?.sliceIndex ?? null
}
