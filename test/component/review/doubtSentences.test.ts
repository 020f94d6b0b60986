import { expect, it } from 'vitest'
import { doubtRank, doubtReasons } from '../../../src-renderer/pages/review/doubtSentences'
import { reviewSlice } from './reviewWorld'

it('names the strongest sign first, leaves weak ones out, and says how far it is last', () => {
  const slice = reviewSlice(6, {
    keySliceIndices: [3, 12],
    hops: 3,
    disagreementFraction: 0.59,
    areaJumpFraction: 0.1,
    confidence: 0.3,
  })
  expect(doubtReasons(slice)).toEqual([
    'it is expected to be worth an IoU of about 0.30',
    'the masks carried from below and from above agree on 41 % of their area',
    '3 slices from the nearest annotated slice',
  ])
})

it('says when only one side reaches a slice, and when none does', () => {
  expect(doubtReasons(reviewSlice(1, { hops: 1, areaJumpFraction: 0.5 }))).toEqual([
    "its area differs by 50 % from a neighbour's",
    '1 slice from the nearest annotated slice, which is on one side only',
  ])
  expect(doubtReasons(reviewSlice(5, { hops: null, keySliceIndices: [] }))).toEqual([
    'no mask of an annotated slice survives as far as here',
  ])
})

it('has nothing to say against what a person drew', () => {
  expect(doubtReasons(reviewSlice(0, { origin: 'human', areaJumpFraction: 0.9 }))).toEqual([])
})

it('ranks what is still to be reviewed', () => {
  const slices = [
    reviewSlice(0, { origin: 'human' }),
    reviewSlice(1, { likelyError: 0.9, decision: 'accepted' }),
    reviewSlice(2, { likelyError: 0.2 }),
    reviewSlice(3, { likelyError: 0.8 }),
    reviewSlice(4, { likelyError: 0.5 }),
  ]
  expect(doubtRank(slices, 3)).toBe('Most likely wrong of 3 to review')
  expect(doubtRank(slices, 4)).toBe('2nd of 3 by likely error')
  expect(doubtRank(slices, 2)).toBe('3rd of 3 by likely error')
  expect(doubtRank(slices, 1)).toBeNull()
  expect(doubtRank(slices, 0)).toBeNull()
})
