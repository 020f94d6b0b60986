import { selectionPolicies } from '../../catalog/selectionPolicies'
import type { PlanPreview, PlanRequest } from '../../contract/plans'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import { explainChoices, type ChoiceReason } from '../../domain/selection/explainChoices'
import { planSlices, spendBudget } from '../../domain/selection/planSlices'
import { sliceLayout } from '../../domain/volume/slices'
import type { Workspace } from '../../io/workspace/Workspace'
import { caseSliceFacts } from './caseSliceFacts'
import { foregroundSlicesSoon } from './foregroundSlices'
import type { SliceFacts } from '../selection/sliceFacts'

/** What a request selects, with the records of the cases it selects from. */
export interface PlanSelection {
  readonly cases: {
    readonly record: CaseRecord
    readonly sliceCount: number
    readonly sliceIndices: number[]
    readonly why: ChoiceReason[] | null
  }[]
  readonly notes: string[]
}

/** A preview names so many slices that a chosen one stands for. */
const NAMED_SLICES = 8

/**
 * A policy that looks at slices has the images (or label maps) of the plan's volumes read, each once.
 * @throws SlicewrightError UNKNOWN_ID (data set, case, policy), NO_CASES, BAD_REQUEST (params), and as `caseSliceFacts`
 */
export async function selectPlan(workspace: Workspace, request: PlanRequest): Promise<PlanSelection> {
  const records = recordsOf(workspace, request)
  const sliceCountOf = ({ geometry, sliceAxis }: CaseRecord) => sliceLayout(geometry.size, sliceAxis).sliceCount
  const policy = selectionPolicies.get(request.policy)
  const byId = new Map(records.map((record) => [record.caseId, record]))
  const spending = {
    volumes: records.map((record) => ({ caseId: record.caseId, sliceCount: sliceCountOf(record) })),
    budget: request.budget,
    seed: request.seed,
  }
  const facts = new Map<string, SliceFacts>()
  if (policy.needs.descriptors || policy.needs.foreground)
    for (const { caseId } of spendBudget(spending).volumes) {
      const record = byId.get(caseId)
      if (record !== undefined) facts.set(caseId, await caseSliceFacts({ record, policy }))
    }
  const { volumes, notes } = planSlices({
    ...spending,
    policy,
    params: request.params,
    factsOf: (caseId) => facts.get(caseId),
  })
  const cases = volumes.flatMap(({ caseId, sliceIndices, choices }) => {
    const record = byId.get(caseId)
    const { descriptors } = facts.get(caseId) ?? {}
    const why = explainChoices({ choices, descriptors, limit: NAMED_SLICES })
    return record === undefined ? [] : [{ record, sliceCount: sliceCountOf(record), sliceIndices, why }]
  })
  return { cases, notes }
}

/** What a plan would select; nothing is stored. */
export async function previewPlan(workspace: Workspace, request: PlanRequest): Promise<PlanPreview> {
  const { cases, notes } = await selectPlan(workspace, request)
  const foreground = await foregroundSlicesSoon(cases.map(({ record }) => record))
  return {
    cases: cases.map(({ record, sliceCount, sliceIndices, why }, at) => ({
      caseId: record.caseId,
      sliceAxis: record.sliceAxis,
      sliceCount,
      sliceIndices,
      foregroundSliceIndices: foreground[at],
      why,
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
