import { createHash, randomUUID } from 'node:crypto'
import type { PlanRequest } from '../../contract/plans'
import { SlicewrightError } from '../../domain/errors'
import type { Workspace } from '../../io/workspace/Workspace'
import type { PlanRecord } from '../../io/workspace/plans/PlanTable'
import { canonicalJson } from './canonicalJson'
import { foregroundSlices } from './foregroundSlices'
import { planClasses } from './planClasses'
import { selectPlan } from './previewPlan'

/**
 * Selects and stores the work list. Frozen, and under the hash, are the request with its seed and, for each case, the slice axis,
 * the number of slices, the selected ones and the hash of the image; not the name or the time, so that the same request over the
 * same images gives the same hash anywhere.
 * @returns the plan's id
 * @throws SlicewrightError as `selectPlan` and `loadCaseLabels`
 */
export async function freezePlan(
  workspace: Workspace,
  request: PlanRequest,
  { name, roots }: { name: string; roots: readonly string[] | null },
): Promise<string> {
  const { cases: selected, missingDescriptors } = await selectPlan(workspace, request, { roots, patienceMs: null })
  if (missingDescriptors !== null)
    throw new SlicewrightError(
      'BAD_REQUEST',
      `${missingDescriptors.describedCount} of ${missingDescriptors.volumeCount} volumes are described ("${missingDescriptors.descriptors}"). Describe the slices first, then freeze the plan.`,
      { details: { missingDescriptors } },
    )
  const cases: PlanRecord['cases'] = []
  for (const { record, sliceCount, sliceIndices, why } of selected)
    cases.push({
      caseId: record.caseId,
      sliceAxis: record.sliceAxis,
      sliceCount,
      sliceIndices,
      foregroundSliceIndices: await foregroundSlices(record),
      why: why?.map((reason) => ({ ...reason, represents: [...reason.represents] })) ?? null,
      imageSha256: record.image.sha256,
    })
  const frozen = canonicalJson({
    request,
    cases: cases.map(({ caseId, sliceAxis, sliceCount, sliceIndices, imageSha256 }) => ({
      caseId,
      sliceAxis,
      sliceCount,
      sliceIndices,
      imageSha256,
    })),
  })
  const plan: PlanRecord = {
    planId: `plan-${randomUUID().slice(0, 8)}`,
    name,
    createdAt: new Date().toISOString(),
    frozen,
    contentSha256: createHash('sha256').update(frozen).digest('hex'),
    classes: planClasses({
      workspace,
      dataset: request.dataset,
      labels: selected.flatMap(({ record }) => record.classes),
    }),
    cases,
  }
  workspace.plans.add(plan)
  return plan.planId
}
