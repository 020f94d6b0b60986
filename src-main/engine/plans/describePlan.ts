import { planRequestSchema, type FrozenCase, type Plan } from '../../contract/plans'
import type { Workspace } from '../../io/workspace/Workspace'
import type { PlanRecord, PlannedCaseRecord } from '../../io/workspace/plans/PlanTable'
import { z } from 'zod'

const frozenSchema = z.object({ request: planRequestSchema })

/** A stored plan with what has become of its slices since. */
export function describePlan(workspace: Workspace, plan: PlanRecord): Plan {
  const { request } = frozenSchema.parse(JSON.parse(plan.frozen))
  return {
    planId: plan.planId,
    name: plan.name,
    createdAt: plan.createdAt,
    request,
    classes: plan.classes,
    cases: plan.cases.map((each) => describeCase(workspace, plan.planId, each)),
    sliceTotal: plan.cases.reduce((sum, { sliceIndices }) => sum + sliceIndices.length, 0),
    contentSha256: plan.contentSha256,
  }
}

function describeCase(workspace: Workspace, planId: string, planned: PlannedCaseRecord): FrozenCase {
  const slices = [...workspace.review.slices(planId, planned.caseId)]
  const facts = workspace.masks.factsOfCase(planId, planned.caseId)
  const label = workspace.findCase(planned.caseId)?.label ?? null
  const human = slices.flatMap(([sliceIndex, { humanMaskId }]) =>
    humanMaskId === null ? [] : [{ sliceIndex, humanMaskId, isEmpty: facts.get(humanMaskId)?.areaVoxels === 0 }],
  )
  const suggested = slices.filter(([, { suggestedMaskId }]) => suggestedMaskId !== null)
  const suggestions = suggested.flatMap(([, { suggestedMaskId }]) => facts.get(suggestedMaskId ?? -1)?.suggestion ?? [])
  return {
    ...planned,
    annotatedSliceIndices: human.filter(({ isEmpty }) => !isEmpty).map(({ sliceIndex }) => sliceIndex),
    emptySliceIndices: human.filter(({ isEmpty }) => isEmpty).map(({ sliceIndex }) => sliceIndex),
    hasReference: label !== null && !label.isSparse,
    hasSuggestion: suggestions.length > 0,
    suggestionMethod: suggestions[0]?.method ?? null,
    // Mask ids grow with time: a drawing with a higher one was made after the suggestion.
    isSuggestionStale: suggested.some(([, { suggestedMaskId }]) =>
      human.some(({ humanMaskId }) => humanMaskId > (suggestedMaskId ?? 0)),
    ),
    unreviewedSliceCount: suggested.filter(([, { decision }]) => decision === null).length,
  }
}
