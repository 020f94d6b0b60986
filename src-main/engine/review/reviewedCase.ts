import type { CaseProgress, ReviewedCase, ReviewSlice } from '../../contract/review'
import { areaJumpFraction, likelyError } from '../../domain/review/likelyError'
import type { SliceReview } from '../../domain/review/SliceReview'
import { reviewAt } from '../../io/workspace/plans/ReviewJournal'
import type { MaskFacts } from '../../io/workspace/plans/SliceMasks'
import type { Workspace } from '../../io/workspace/Workspace'

/**
 * Every slice of a case under a plan, with where its mask came from and what was decided.
 * @throws SlicewrightError UNKNOWN_ID
 */
export function reviewedCase(workspace: Workspace, planId: string, caseId: string): ReviewedCase {
  const planned = workspace.plans.getCase(planId, caseId)
  const reviews = workspace.review.slices(planId, planned.caseId)
  const facts = workspace.masks.factsOfCase(planId, planned.caseId)
  const shown = Array.from({ length: planned.sliceCount }, (_, sliceIndex) =>
    shownMask(reviewAt(reviews, sliceIndex), facts),
  )
  const slices = shown.map((mask, sliceIndex): ReviewSlice => {
    const review = reviewAt(reviews, sliceIndex)
    const suggestion = mask?.suggestion ?? null
    const areaJump = suggestion === null ? null : jumpAt(shown, sliceIndex)
    return {
      sliceIndex,
      origin: originOf(review, mask),
      keySliceIndices: suggestion?.keySliceIndices ?? [],
      hops: suggestion?.hops ?? null,
      decision: review.decision,
      isFlagged: review.isFlagged,
      likelyError: suggestion === null ? null : likelyError({ ...suggestion, areaJumpFraction: areaJump }),
      disagreementFraction: suggestion?.disagreementFraction ?? null,
      areaJumpFraction: areaJump,
      confidence: suggestion?.confidence ?? null,
      iou: suggestion?.iou ?? null,
    }
  })
  return {
    caseId: planned.caseId,
    method: shown.find((mask) => mask?.suggestion != null)?.suggestion?.method ?? null,
    slices,
    progress: progressOf(planned.caseId, reviews.values()),
    history: workspace.review.history(planId, planned.caseId),
  }
}

/** How far the review of each case of a plan is. */
export function reviewProgress(workspace: Workspace, planId: string): CaseProgress[] {
  return workspace.plans
    .get(planId)
    .cases.map(({ caseId }) => progressOf(caseId, workspace.review.slices(planId, caseId).values()))
}

/** A person's mask before an accepted one before a suggested one. */
function shownMask(review: SliceReview, facts: ReadonlyMap<number, MaskFacts>): MaskFacts | null {
  const maskId = review.humanMaskId ?? review.acceptedMaskId ?? review.suggestedMaskId
  return maskId === null ? null : (facts.get(maskId) ?? null)
}

function originOf({ humanMaskId }: SliceReview, mask: MaskFacts | null): ReviewSlice['origin'] {
  if (mask === null) return 'none'
  if (humanMaskId === null) return 'propagated'
  return mask.areaVoxels === 0 ? 'human-empty' : 'human'
}

function jumpAt(shown: readonly (MaskFacts | null)[], sliceIndex: number): number | null {
  const areas = [sliceIndex - 1, sliceIndex + 1].map((at) => shown[at]?.areaVoxels ?? null)
  return areaJumpFraction(shown[sliceIndex]?.areaVoxels ?? 0, areas)
}

function progressOf(caseId: string, reviews: Iterable<SliceReview>): CaseProgress {
  const progress = {
    caseId,
    suggestedSliceCount: 0,
    acceptedSliceCount: 0,
    rejectedSliceCount: 0,
    flaggedSliceCount: 0,
    unreviewedSliceCount: 0,
  }
  for (const { suggestedMaskId, acceptedMaskId, decision, isFlagged } of reviews) {
    if (isFlagged) progress.flaggedSliceCount++
    if (suggestedMaskId === null && acceptedMaskId === null) continue
    progress.suggestedSliceCount++
    if (decision === 'accepted') progress.acceptedSliceCount++
    else if (decision === 'rejected') progress.rejectedSliceCount++
    else progress.unreviewedSliceCount++
  }
  return progress
}
