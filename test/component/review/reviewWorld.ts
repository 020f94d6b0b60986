import type { ReviewSlice, ReviewedCase } from '../../../src-main/contract/review'

/** A slice that was propagated from slice 1 and that nobody has decided on, or another one. */
export function reviewSlice(sliceIndex: number, other: Partial<ReviewSlice> = {}): ReviewSlice {
  return {
    sliceIndex,
    origin: 'propagated',
    keySliceIndices: [0],
    hops: sliceIndex,
    decision: null,
    isFlagged: false,
    likelyError: null,
    disagreementFraction: null,
    areaJumpFraction: null,
    confidence: null,
    iou: null,
    ...other,
  }
}

/** Slices in their order, with the counts that belong to them. */
export function reviewedCase(slices: readonly ReviewSlice[]): ReviewedCase {
  const count = (has: (slice: ReviewSlice) => boolean) => slices.filter(has).length
  const suggested = count(({ origin }) => origin === 'propagated')
  const [accepted, rejected] = [
    count(({ decision }) => decision === 'accepted'),
    count(({ decision }) => decision === 'rejected'),
  ]
  return {
    caseId: 'liver_1',
    method: 'signed-distance',
    slices: [...slices],
    progress: {
      caseId: 'liver_1',
      suggestedSliceCount: suggested,
      acceptedSliceCount: accepted,
      rejectedSliceCount: rejected,
      flaggedSliceCount: count(({ isFlagged }) => isFlagged),
      unreviewedSliceCount: suggested - accepted - rejected,
    },
    history: { undo: null, redo: null },
  }
}
