import { selectionPolicies } from '../../catalog/selectionPolicies'
import type { PlanPreview, PlanRequest } from '../../contract/plans'
import type { DescriptorJob, PlanWhy } from '../../contract/selection'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import type { SliceDescriptors } from '../../domain/selection/descriptors/SliceDescriptors'
import { spendBudget } from '../../domain/selection/planSlices'
import { sliceLayout } from '../../domain/volume/slices'
import type { Workspace } from '../../io/workspace/Workspace'
import type { JobContext } from '../jobs/JobRunner'
import { describeVolumes, knownDescriptors } from '../selection/describeVolumes'
import { descriptorSetOf } from '../selection/descriptorSetOf'
import { planSlicesOffThread } from '../selection/planSlicesOffThread'
import type { SliceFacts } from '../selection/sliceFacts'
import { caseSliceFacts } from './caseSliceFacts'
import { foregroundSlicesSoon } from './foregroundSlices'

/** What a request selects, with the records of the cases it selects from. */
export interface PlanSelection {
  readonly cases: {
    readonly record: CaseRecord
    readonly sliceCount: number
    readonly sliceIndices: number[]
    readonly why: PlanWhy
  }[]
  readonly notes: string[]
  /** Nothing is selected until these are there. */
  readonly missingDescriptors: PlanPreview['missingDescriptors']
}

/** A plan names so many slices that a chosen one stands for. */
const NAMED_SLICES = 8

/** A preview does not wait longer than this for descriptors that need no job. */
const PREVIEW_PATIENCE_MS = 1000

/**
 * A policy that looks at slices has the label maps of the plan's volumes read, each once, or compares descriptors that were made before.
 * @param options.patienceMs for descriptors that are quick to make; null: as long as it takes
 * @throws SlicewrightError UNKNOWN_ID (data set, case, policy), NO_CASES, BAD_REQUEST (params), and as `descriptorSetOf`
 */
export async function selectPlan(
  workspace: Workspace,
  request: PlanRequest,
  { roots, patienceMs }: { roots: readonly string[] | null; patienceMs: number | null },
): Promise<PlanSelection> {
  const policy = selectionPolicies.get(request.policy)
  const { planned, spending, params } = planScope(workspace, request)
  const described = policy.needs.descriptors
    ? await plannedDescriptors({ workspace, request, planned, roots, patienceMs })
    : null
  if (described !== null && described.missing !== null)
    return { cases: [], notes: [], missingDescriptors: described.missing }
  const isForeground = new Map<string, SliceFacts>()
  if (policy.needs.foreground)
    for (const record of planned) isForeground.set(record.caseId, await caseSliceFacts({ record, policy }))
  const { volumes, notes } = await planSlicesOffThread({
    ...spending,
    policyId: policy.id,
    params,
    facts: planned.map(({ caseId }) => [
      caseId,
      { ...isForeground.get(caseId), descriptors: described?.byCase.get(caseId) },
    ]),
    namedSlices: NAMED_SLICES,
  })
  const byId = new Map(planned.map((record) => [record.caseId, record]))
  const cases = volumes.flatMap(({ caseId, sliceIndices, why }) => {
    const record = byId.get(caseId)
    return record === undefined || sliceIndices.length === 0
      ? []
      : [{ record, sliceCount: sliceCountOf(record), sliceIndices, why }]
  })
  return { cases, notes, missingDescriptors: null }
}

/** What a plan would select; nothing is stored. */
export async function previewPlan(
  workspace: Workspace,
  request: PlanRequest,
  { roots }: { roots: readonly string[] | null },
): Promise<PlanPreview> {
  const selected = await selectPlan(workspace, request, { roots, patienceMs: PREVIEW_PATIENCE_MS })
  const { cases, notes, missingDescriptors } = selected
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
    missingDescriptors,
  }
}

/**
 * Describes the slices that a plan would choose among.
 * @throws SlicewrightError BAD_REQUEST for a policy that does not look at images; as `selectPlan` and `describeVolumes`
 */
export async function describePlannedSlices({
  workspace,
  request,
  ...rest
}: {
  workspace: Workspace
  request: PlanRequest
  roots: readonly string[] | null
  device: { readonly deviceId?: string | undefined; readonly threads?: number | undefined }
  job: Pick<JobContext, 'signal' | 'report' | 'measure'>
}): Promise<DescriptorJob> {
  const policy = selectionPolicies.get(request.policy)
  if (!policy.needs.descriptors)
    throw new SlicewrightError(
      'BAD_REQUEST',
      `"${policy.label}" does not look at images, so there is nothing to describe. Preview or freeze the plan at once.`,
      { details: { policy: policy.id } },
    )
  const { planned } = planScope(workspace, request)
  const set = await planDescriptorSet(workspace, request, rest.roots)
  return describeVolumes({ workspace, set, records: planned, device: rest.device, job: rest.job })
}

function sliceCountOf({ geometry, sliceAxis }: CaseRecord): number {
  return sliceLayout(geometry.size, sliceAxis).sliceCount
}

/** The volumes that the budget falls on, by case id. */
function planScope(workspace: Workspace, request: PlanRequest) {
  const records = recordsOf(workspace, request)
  const byId = new Map(records.map((record) => [record.caseId, record]))
  const spending = {
    volumes: records.map((record) => ({ caseId: record.caseId, sliceCount: sliceCountOf(record) })),
    budget: request.budget,
    seed: request.seed,
  }
  const planned = spendBudget(spending).volumes.flatMap(({ caseId }) => byId.get(caseId) ?? [])
  return { planned, spending, params: request.params }
}

function planDescriptorSet(
  workspace: Workspace,
  { dataset, params, seed }: PlanRequest,
  roots: readonly string[] | null,
) {
  return descriptorSetOf({
    params,
    seed,
    roots,
    pool: workspace.cases(dataset),
    readPropagationModel: (name) => workspace.propagatorModels.get(name),
  })
}

async function plannedDescriptors(options: {
  workspace: Workspace
  request: PlanRequest
  planned: readonly CaseRecord[]
  roots: readonly string[] | null
  patienceMs: number | null
}): Promise<{ byCase: ReadonlyMap<string, SliceDescriptors>; missing: PlanPreview['missingDescriptors'] }> {
  const { workspace, request, planned, roots, patienceMs } = options
  const set = await planDescriptorSet(workspace, request, roots)
  if (set.describer.isQuick) {
    const signal = patienceMs === null ? new AbortController().signal : AbortSignal.timeout(patienceMs)
    const job = { signal, report: () => undefined, measure: () => undefined }
    await describeVolumes({ workspace, set, records: planned, job }).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  }
  const byCase = new Map<string, SliceDescriptors>()
  for (const record of planned) {
    const known = await knownDescriptors(workspace, set, record)
    if (known !== null) byCase.set(record.caseId, known)
  }
  const { id, label } = set.describer
  const counts = { describedCount: byCase.size, volumeCount: planned.length, learnsFromCount: set.pool.length }
  return { byCase, missing: byCase.size === planned.length ? null : { descriptors: id, label, ...counts } }
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
