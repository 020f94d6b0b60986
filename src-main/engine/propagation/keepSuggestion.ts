import type { SliceChange } from '../../domain/review/SliceReview'
import { reviewAt } from '../../io/workspace/plans/ReviewJournal'
import type { Workspace } from '../../io/workspace/Workspace'
import type { SuggestedCase } from './suggestCase'

/**
 * Puts the suggestion of a case in place of the one it had, in one transaction. Slices that a person annotated or accepted, also
 * while it was being made, stay as they are; flags stay; decisions on what was suggested before go with it.
 * @param stepId the step that the cases before belong to; null for the first
 * @returns the step that this case belongs to
 */
export function keepSuggestion({
  workspace,
  planId,
  title,
  suggested: { caseId, slices },
  stepId,
}: {
  workspace: Workspace
  planId: string
  title: string
  suggested: SuggestedCase
  stepId: number | null
}): number | null {
  return workspace.transaction(() => {
    const present = workspace.review.slices(planId, caseId)
    const isSuggested = new Set(slices.map(({ sliceIndex }) => sliceIndex))
    const changes: SliceChange[] = []
    for (const [sliceIndex, before] of present)
      if (before.suggestedMaskId !== null && before.acceptedMaskId === null && !isSuggested.has(sliceIndex))
        changes.push({ caseId, sliceIndex, before, after: { ...before, suggestedMaskId: null, decision: null } })
    for (const { sliceIndex, encoded, facts, voxelConfidence } of slices) {
      const before = reviewAt(present, sliceIndex)
      if (before.humanMaskId !== null || before.acceptedMaskId !== null) continue
      const suggestedMaskId = workspace.masks.add({
        planId,
        caseId,
        sliceIndex,
        encoded,
        suggestion: facts,
        voxelConfidence,
      })
      changes.push({ caseId, sliceIndex, before, after: { ...before, suggestedMaskId, decision: null } })
    }
    return workspace.review.record({ planId, title, changes, extend: stepId })?.stepId ?? stepId
  })
}
