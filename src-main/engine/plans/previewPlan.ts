import { selectionPolicies } from '../../catalog/selectionPolicies'
import type { PlanPreview, PlanRequest } from '../../contract/plans'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import { planSlices } from '../../domain/selection/planSlices'
import { sliceLayout } from '../../domain/volume/slices'
import type { Workspace } from '../../io/workspace/Workspace'
import { foregroundSlicesSoon } from './foregroundSlices'

/** What a request selects, with the records of the cases it selects from. */
export interface PlanSelection {
  readonly cases: { readonly record: CaseRecord; readonly sliceCount: number; readonly sliceIndices: number[] }[]
  readonly notes: string[]
}

/**
 * @throws SlicewrightError UNKNOWN_ID (data set, case, policy), NO_CASES, BAD_REQUEST (params)
 */
export function selectPlan(workspace: Workspace, request: PlanRequest): PlanSelection {
  const records = recordsOf(workspace, request)
  const sliceCountOf = ({ geometry, sliceAxis }: CaseRecord) => sliceLayout(geometry.size, sliceAxis).sliceCount
  const { volumes, notes } = planSlices({
    volumes: records.map((record) => ({ caseId: record.caseId, sliceCount: sliceCountOf(record) })),
    budget: request.budget,
    policy: selectionPolicies.get(request.policy),
    params: request.params,
    seed: request.seed,
  })
  const byId = new Map(records.map((record) => [record.caseId, record]))
  const cases = volumes.flatMap(({ caseId, sliceIndices }) => {
    const record = byId.get(caseId)
    return record === undefined ? [] : [{ record, sliceCount: sliceCountOf(record), sliceIndices }]
  })
  return { cases, notes }
}

/** What a plan would select; nothing is stored. */
export async function previewPlan(workspace: Workspace, request: PlanRequest): Promise<PlanPreview> {
  const { cases, notes } = selectPlan(workspace, request)
  const foreground = await foregroundSlicesSoon(cases.map(({ record }) => record))
  return {
    cases: cases.map(({ record, sliceCount, sliceIndices }, at) => ({
      caseId: record.caseId,
      sliceAxis: record.sliceAxis,
      sliceCount,
      sliceIndices,
      foregroundSliceIndices: foreground[at],
    })),
    sliceTotal: cases.reduce((sum, { sliceIndices }) => sum + sliceIndices.length, 0),
    notes,
  }
}

function recordsOf(workspace: Workspace, { dataset, caseIds }: PlanRequest): CaseRecord[] {
  const names = workspace.datasets.list().map(({ name }) => name)
  if (!names.includes(dataset))
    throw new SlicewrightError(
      'UNKNOWN_ID',
      `There is no data set "${dataset}" in this workspace. Known: ${names.join(', ') || 'none'}.`,
      { details: { family: 'data set', found: dataset, allowed: names } },
    )
  const records = workspace.cases(dataset)
  if (caseIds === null) return records
  const unknown = caseIds.filter((caseId) => !records.some((record) => record.caseId === caseId))
  if (unknown.length > 0)
    throw new SlicewrightError(
      'UNKNOWN_ID',
      `Data set "${dataset}" has no case ${unknown.join(', ')}. Choose among its ${records.length} cases.`,
      { details: { family: 'case', found: unknown } },
    )
  return records.filter(({ caseId }) => caseIds.includes(caseId))
}
