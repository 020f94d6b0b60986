import { expect, it } from 'vitest'
import {
  acceptanceFraction,
  provenanceSentence,
  reviewedCounts,
  sliceSentence,
  stateWords,
} from '../../../src-renderer/pages/review/reviewSentences'
import { reviewedCase, reviewSlice } from './reviewWorld'

it.each([
  [{ keySliceIndices: [23], hops: 3 }, 'Propagated from slice 24 by signed distance, 3 slices away.'],
  [{ keySliceIndices: [23], hops: 1 }, 'Propagated from slice 24 by signed distance, 1 slice away.'],
  [
    { keySliceIndices: [9, 17], hops: 2 },
    'Propagated from slices 10 and 18 by signed distance, the nearest 2 slices away.',
  ],
  [{ keySliceIndices: [], hops: null }, 'No annotated slice reaches here: suggested as nothing there.'],
  [{ origin: 'human' }, 'Annotated by a person.'],
  [{ origin: 'human-empty' }, 'A person looked at it and found nothing there.'],
  [{ origin: 'none' }, 'Not annotated, and nothing was propagated here.'],
] as const)('says of %o: %s', (slice, sentence) => {
  expect(provenanceSentence(reviewSlice(5, slice as object), 'Signed distance')).toBe(sentence)
})

it('keeps the capitals of an abbreviation', () => {
  expect(provenanceSentence(reviewSlice(1), 'ITK contours')).toContain('by ITK contours,')
})

it('names slices from 1, with state and measure', () => {
  const slice = reviewSlice(23, { decision: 'accepted', isFlagged: true, likelyError: 0.125, iou: null })
  expect(stateWords(slice)).toBe('accepted, flagged')
  expect(sliceSentence(slice, 'likely-error')).toBe('Slice 24: accepted, flagged, likely error 0.13')
  expect(sliceSentence(slice, 'iou')).toBe('Slice 24: accepted, flagged')
})

it('counts what was decided: 3 of 4 reviewed, 2 of 3 accepted', () => {
  const { progress } = reviewedCase([
    reviewSlice(0, { origin: 'human' }),
    reviewSlice(1, { decision: 'accepted' }),
    reviewSlice(2, { decision: 'accepted' }),
    reviewSlice(3, { decision: 'rejected' }),
    reviewSlice(4),
  ])
  expect(reviewedCounts([progress])).toEqual({ reviewed: 3, total: 4 })
  expect(acceptanceFraction([progress])).toBeCloseTo(2 / 3)
  expect(acceptanceFraction([])).toBeNull()
})
