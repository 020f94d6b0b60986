import { expect, it } from 'vitest'
import { nextKeySlice, nextUnreviewed, orderSlices } from '../../../src-renderer/pages/review/reviewOrder'
import { reviewSlice } from './reviewWorld'

// human 1, then 0.2, 0.9 (accepted), 0.5, human 5 (empty)
const slices = [
  reviewSlice(0, { origin: 'human' }),
  reviewSlice(1, { likelyError: 0.2 }),
  reviewSlice(2, { likelyError: 0.9, decision: 'accepted' }),
  reviewSlice(3, { likelyError: 0.5 }),
  reviewSlice(4, { origin: 'human-empty' }),
]

it('orders by likely error, the worst first and slices without a suggestion last', () => {
  expect(orderSlices(slices, 'slice')).toEqual([0, 1, 2, 3, 4])
  expect(orderSlices(slices, 'likely-error')).toEqual([2, 3, 1, 0, 4])
})

it.each([
  ['slice', 0, 1],
  ['slice', 1, 3],
  ['slice', 3, 1], // from the end it begins anew
  ['likely-error', 2, 3],
  ['likely-error', 3, 1],
  ['likely-error', 1, 3],
] as const)('goes, by %s, from slice %i to %i as the next to review', (order, sliceIndex, expected) => {
  expect(nextUnreviewed({ slices, order, sliceIndex })).toBe(expected)
})

it('stays on the only slice that is left, and says when none is', () => {
  const one = [reviewSlice(0, { origin: 'human' }), reviewSlice(1)]
  expect(nextUnreviewed({ slices: one, order: 'slice', sliceIndex: 1 })).toBe(1)
  const none = one.map((slice) => ({ ...slice, decision: 'accepted' as const }))
  expect(nextUnreviewed({ slices: none, order: 'slice', sliceIndex: 1 })).toBeNull()
})

it('finds the slices a person annotated, empty ones too', () => {
  expect(nextKeySlice({ slices, sliceIndex: 0, direction: 1 })).toBe(4)
  expect(nextKeySlice({ slices, sliceIndex: 3, direction: -1 })).toBe(0)
  expect(nextKeySlice({ slices, sliceIndex: 4, direction: 1 })).toBeNull()
})
