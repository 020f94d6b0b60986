import type { CaseProgress, ReviewedCase, ReviewSlice } from '../../src-main/contract/review'

/** A decision or flag that has been asked for. */
export type ReviewEdit =
  | {
      readonly type: 'decide'
      /** null: every slice that nobody has decided on. */
      readonly sliceIndices: readonly number[] | null
      readonly decision: ReviewSlice['decision']
    }
  | { readonly type: 'flag'; readonly sliceIndex: number; readonly isFlagged: boolean }

/** Whether somebody still has to decide on the slice. */
export function isUnreviewed({ origin, decision }: ReviewSlice): boolean {
  return origin === 'propagated' && decision === null
}

/** The case as it is after an edit: what the engine will answer, known before it does. Human slices never change. */
export function applyEdit(reviewed: ReviewedCase, edit: ReviewEdit): ReviewedCase {
  const slices = reviewed.slices.map((slice) => editSlice(slice, edit))
  return { ...reviewed, slices, progress: progressAfter(reviewed, slices) }
}

function editSlice(slice: ReviewSlice, edit: ReviewEdit): ReviewSlice {
  if (edit.type === 'flag') {
    return slice.sliceIndex === edit.sliceIndex ? { ...slice, isFlagged: edit.isFlagged } : slice
  }
  const isMeant = edit.sliceIndices === null ? isUnreviewed(slice) : edit.sliceIndices.includes(slice.sliceIndex)
  return isMeant && slice.origin === 'propagated' ? { ...slice, decision: edit.decision } : slice
}

function progressAfter({ progress, slices: before }: ReviewedCase, after: readonly ReviewSlice[]): CaseProgress {
  const gained = (has: (slice: ReviewSlice) => boolean) => after.filter(has).length - before.filter(has).length
  return {
    ...progress,
    acceptedSliceCount: progress.acceptedSliceCount + gained(({ decision }) => decision === 'accepted'),
    rejectedSliceCount: progress.rejectedSliceCount + gained(({ decision }) => decision === 'rejected'),
    flaggedSliceCount: progress.flaggedSliceCount + gained(({ isFlagged }) => isFlagged),
    unreviewedSliceCount: progress.unreviewedSliceCount + gained(isUnreviewed),
  }
}
