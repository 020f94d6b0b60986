export const SLICE_ORIGINS = ['human', 'human-empty', 'propagated', 'none'] as const

export const DECISIONS = ['accepted', 'rejected'] as const
export type Decision = (typeof DECISIONS)[number]

/**
 * What is known of one slice of a case under a plan. Masks are named by id and never change, so a state is small, and going back
 * to it brings back every voxel.
 */
export interface SliceReview {
  /** Drawn or found empty by a person. */
  readonly humanMaskId: number | null
  /** What a propagator proposes. */
  readonly suggestedMaskId: number | null
  /** The proposal that was accepted; it stays when the suggestion is discarded or made anew. */
  readonly acceptedMaskId: number | null
  readonly decision: Decision | null
  readonly isFlagged: boolean
}

export const UNTOUCHED_SLICE: SliceReview = {
  humanMaskId: null,
  suggestedMaskId: null,
  acceptedMaskId: null,
  decision: null,
  isFlagged: false,
}

/** One slice of a step that can be undone. */
export interface SliceChange {
  readonly caseId: string
  readonly sliceIndex: number
  readonly before: SliceReview
  readonly after: SliceReview
}

export function isSameReview(a: SliceReview, b: SliceReview): boolean {
  return (
    a.humanMaskId === b.humanMaskId &&
    a.suggestedMaskId === b.suggestedMaskId &&
    a.acceptedMaskId === b.acceptedMaskId &&
    a.decision === b.decision &&
    a.isFlagged === b.isFlagged
  )
}
