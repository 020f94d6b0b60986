import type { ReviewChange } from '../../contract/review'
import { SlicewrightError } from '../../domain/errors'
import type { Decision, SliceChange, SliceReview } from '../../domain/review/SliceReview'
import { sliceStepTitle } from '../../domain/review/stepTitles'
import { checkSliceIndices } from '../../domain/volume/checkSliceIndices'
import { reviewAt } from '../../io/workspace/plans/ReviewJournal'
import type { Workspace } from '../../io/workspace/Workspace'

interface InPlan {
  readonly workspace: Workspace
  readonly planId: string
}

/**
 * Accepts or rejects suggested slices, or takes a decision back, as one step. Human slices have no suggestion and stay.
 * @param sliceIndices null: every suggested slice that nobody has decided on
 * @throws SlicewrightError UNKNOWN_ID, SLICE_INDEX_OUT_OF_RANGE, BAD_REQUEST naming slices without a suggestion
 */
export function decideSlices({
  workspace,
  planId,
  caseIds,
  sliceIndices,
  decision,
}: InPlan & {
  caseIds: readonly string[]
  sliceIndices: readonly number[] | null
  decision: Decision | null
}): ReviewChange {
  const changes = changesIn(
    { workspace, planId, caseIds },
    (reviews, { caseId, sliceCount, sliceAxis }) => {
      if (sliceIndices === null) return [...reviews].flatMap(([at, review]) => (isUnreviewed(review) ? [at] : []))
      checkSliceIndices({ sliceIndices, sliceCount, axis: sliceAxis })
      const without = sliceIndices.filter((at) => !isDecidable(reviewAt(reviews, at)))
      if (without.length > 0) throw nothingSuggested(caseId, without)
      return sliceIndices
    },
    (before) => ({
      ...before,
      acceptedMaskId: decision === 'accepted' ? (before.acceptedMaskId ?? before.suggestedMaskId) : null,
      // What was accepted of a suggestion that is gone leaves nothing to decide on when it is taken out.
      decision: before.suggestedMaskId === null && decision !== 'accepted' ? null : decision,
    }),
  )
  const verb = decision === 'accepted' ? 'Accept' : decision === 'rejected' ? 'Reject' : 'Reopen'
  return recorded({ workspace, planId, verb, caseIds, changes })
}

/** Marks a slice to come back to, or takes the mark away. @throws SlicewrightError UNKNOWN_ID, SLICE_INDEX_OUT_OF_RANGE */
export function flagSlice({
  workspace,
  planId,
  caseId,
  sliceIndex,
  isFlagged,
}: InPlan & { caseId: string; sliceIndex: number; isFlagged: boolean }): ReviewChange {
  const caseIds = [caseId]
  const changes = changesIn(
    { workspace, planId, caseIds },
    (_, { sliceCount, sliceAxis }) => {
      checkSliceIndices({ sliceIndices: [sliceIndex], sliceCount, axis: sliceAxis })
      return [sliceIndex]
    },
    (before) => ({ ...before, isFlagged }),
  )
  return recorded({ workspace, planId, verb: isFlagged ? 'Flag' : 'Unflag', caseIds, changes })
}

/** Takes the suggestions of cases away. What was accepted stays accepted. @throws SlicewrightError UNKNOWN_ID */
export function discardSuggestions({
  workspace,
  planId,
  caseIds,
}: InPlan & { caseIds: readonly string[] }): ReviewChange {
  const changes = changesIn(
    { workspace, planId, caseIds },
    (reviews) => [...reviews].flatMap(([at, { suggestedMaskId }]) => (suggestedMaskId === null ? [] : [at])),
    (before) => ({
      ...before,
      suggestedMaskId: null,
      decision: before.acceptedMaskId === null ? null : before.decision,
    }),
  )
  return recorded({ workspace, planId, verb: 'Discard', caseIds, changes })
}

/** @throws SlicewrightError UNKNOWN_ID, BAD_REQUEST as `ReviewJournal.undo` */
export function turnStep({
  workspace,
  planId,
  caseId,
  direction,
}: InPlan & { caseId: string | null; direction: 'undo' | 'redo' }): ReviewChange {
  workspace.plans.get(planId)
  const { title, changes } = workspace.review[direction](planId, caseId)
  return { title, changed: byCase(changes), history: workspace.review.history(planId, caseId) }
}

type PlannedCase = ReturnType<Workspace['plans']['getCase']>

function changesIn(
  { workspace, planId, caseIds }: InPlan & { caseIds: readonly string[] },
  choose: (reviews: ReadonlyMap<number, SliceReview>, planned: PlannedCase) => readonly number[],
  change: (before: SliceReview) => SliceReview,
): SliceChange[] {
  return [...new Set(caseIds)].flatMap((wanted) => {
    const planned = workspace.plans.getCase(planId, wanted)
    const { caseId } = planned
    const reviews = workspace.review.slices(planId, caseId)
    return [...new Set(choose(reviews, planned))].map((sliceIndex) => {
      const before = reviewAt(reviews, sliceIndex)
      return { caseId, sliceIndex, before, after: change(before) }
    })
  })
}

function recorded({
  workspace,
  planId,
  verb,
  caseIds,
  changes,
}: InPlan & { verb: string; caseIds: readonly string[]; changes: readonly SliceChange[] }): ReviewChange {
  const title = changes.length === 0 ? `${verb} nothing` : sliceStepTitle(verb, changes)
  const step = workspace.review.record({ planId, title, changes })
  return {
    title,
    changed: byCase(step?.changes ?? []),
    history: workspace.review.history(planId, caseIds.length === 1 ? caseIds[0] : null),
  }
}

function byCase(changes: readonly SliceChange[]): ReviewChange['changed'] {
  return [...Map.groupBy(changes, ({ caseId }) => caseId)].map(([caseId, ofCase]) => ({
    caseId,
    sliceIndices: ofCase.map(({ sliceIndex }) => sliceIndex).sort((a, b) => a - b),
  }))
}

function isDecidable({ suggestedMaskId, acceptedMaskId }: SliceReview): boolean {
  return suggestedMaskId !== null || acceptedMaskId !== null
}

function isUnreviewed(review: SliceReview): boolean {
  return review.suggestedMaskId !== null && review.decision === null
}

function nothingSuggested(caseId: string, sliceIndices: readonly number[]): SlicewrightError {
  const numbers = sliceIndices.map((sliceIndex) => sliceIndex + 1).join(', ')
  return new SlicewrightError(
    'BAD_REQUEST',
    `Nothing is suggested for slice ${numbers} of ${caseId}, so there is nothing to decide on. Propagate first; human slices stay.`,
    { details: { caseId, sliceIndices } },
  )
}
