import { expect, it } from 'vitest'
import { applyEdit } from '../../../src-renderer/stores/reviewEdits'
import { reviewedCase, reviewSlice } from './reviewWorld'

const before = reviewedCase([
  reviewSlice(0, { origin: 'human' }),
  reviewSlice(1),
  reviewSlice(2, { decision: 'rejected' }),
  reviewSlice(3),
])
const decisions = (reviewed: typeof before) => reviewed.slices.map(({ decision }) => decision)

it('decides on one slice and counts it', () => {
  const after = applyEdit(before, { type: 'decide', sliceIndices: [2], decision: 'accepted' })
  expect(decisions(after)).toEqual([null, null, 'accepted', null])
  expect(after.progress).toMatchObject({ acceptedSliceCount: 1, rejectedSliceCount: 0, unreviewedSliceCount: 2 })
})

it('accepts what is left, and neither what was rejected nor what a person drew', () => {
  const after = applyEdit(before, { type: 'decide', sliceIndices: null, decision: 'accepted' })
  expect(decisions(after)).toEqual([null, 'accepted', 'rejected', 'accepted'])
  expect(after.progress).toMatchObject({ acceptedSliceCount: 2, rejectedSliceCount: 1, unreviewedSliceCount: 0 })
})

it('never decides on a slice of a person, but can flag it', () => {
  expect(applyEdit(before, { type: 'decide', sliceIndices: [0], decision: 'rejected' })).toEqual(before)
  const flagged = applyEdit(before, { type: 'flag', sliceIndex: 0, isFlagged: true })
  expect(flagged.slices[0].isFlagged).toBe(true)
  expect(flagged.progress.flaggedSliceCount).toBe(1)
})

it('gives the same when an edit is applied twice', () => {
  const edit = { type: 'decide', sliceIndices: null, decision: 'accepted' } as const
  const once = applyEdit(before, edit)
  expect(applyEdit(once, edit)).toEqual(once)
})
