import { setImmediate } from 'node:timers/promises'
import { propagators } from '../../catalog/propagators'
import type { PlanPropagation } from '../../contract/propagation'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { classLabelsOf, IGNORE_LABEL, type LabelMap } from '../../domain/labels/LabelMap'
import { sliceStatesOf } from '../../domain/labels/sliceStates'
import { compareFilled } from '../../domain/propagation/compareFilled'
import type { SliceProvenance } from '../../domain/propagation/propagateStack'
import type { OutsideRule, UnreachedRule } from '../../domain/propagation/rules'
import { sideDisagreement } from '../../domain/propagation/sideDisagreement'
import { sliceStackOf } from '../../domain/propagation/SliceStack'
import { sliceIou } from '../../domain/review/sliceIou'
import { geometryDifference } from '../../domain/volume/geometry'
import { extractSlice, sliceLayout } from '../../domain/volume/slices'
import type { Volume } from '../../domain/volume/Volume'
import { loadCaseImage, loadCaseLabels } from '../../io/workspace/loadCase'
import type { PlannedCaseRecord, PlanRecord } from '../../io/workspace/plans/PlanTable'
import type { SuggestionFacts } from '../../io/workspace/plans/SliceMasks'
import type { Workspace } from '../../io/workspace/Workspace'
import type { JobContext } from '../jobs/JobRunner'
import { recordOf } from '../plans/importAnnotations'
import { workingLabels } from '../plans/workingLabels'
import type { LiveSuggestion } from './LiveSuggestions'
import { propagateLabelMap } from './propagateLabelMap'

export interface SuggestionMethod {
  /** A propagator's id. */
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  readonly outside?: OutsideRule | undefined
  readonly unreached?: UnreachedRule | undefined
}

/** What a propagator proposes for the slices of a case that no person annotated. */
export interface SuggestedCase {
  readonly caseId: string
  readonly slices: readonly {
    readonly sliceIndex: number
    readonly labels: Uint8Array
    readonly facts: SuggestionFacts
  }[]
  readonly filledSliceCount: number
  readonly quality: Pick<PlanPropagation['cases'][number], 'iou' | 'iouByClass'>
  readonly seconds: number
}

/**
 * Propagates the human slices of one case. Slices are announced as they come.
 * @throws SlicewrightError as `propagateLabelMap`, `loadCaseImage` and `loadCaseLabels`; CASE_CHANGED
 */
export async function suggestCase({
  workspace,
  plan: { planId },
  planned: { caseId, sliceAxis: axis },
  planned,
  method: { method, params, outside, unreached },
  live,
  job,
  report,
}: {
  workspace: Workspace
  plan: PlanRecord
  planned: PlannedCaseRecord
  method: SuggestionMethod
  live: LiveSuggestion
  job: JobContext
  report: (doneSlices: number) => void
}): Promise<SuggestedCase> {
  const { signal } = job
  const record = recordOf(workspace, planned)
  const sparse = workingLabels({ workspace, planId, record, which: 'human' }).labelMap
  const isAccepted = new Set(
    [...workspace.review.slices(planId, caseId)].flatMap(([sliceIndex, { acceptedMaskId }]) =>
      acceptedMaskId === null ? [] : [sliceIndex],
    ),
  )
  const image = propagators.get(method).needsImage ? await loadCaseImage({ record, signal }) : undefined
  const request = { sparse, image, axis, method, params, outside, unreached, signal }
  const { dense, slices, seconds } = await propagateLabelMap({
    ...request,
    report: ({ done }) => report(done),
    produced: (sliceIndex, mask) => {
      if (isAccepted.has(sliceIndex)) return
      live.put(sliceIndex, mask)
      job.produce([{ caseId, sliceIndex }])
    },
  })
  const reference = await referenceOf(record, signal)
  const disagreement = await disagreementOf({ sparse, axis, image, method, params, signal })
  const layout = sliceLayout(dense.geometry.size, axis)
  const proposed = slices.filter(({ state }) => state === 'propagated' || state === 'background')
  return {
    caseId,
    slices: proposed.map(({ sliceIndex, keySliceIndices, hops }) => {
      const labels = extractSlice(dense.data, layout, sliceIndex)
      const iou = reference === null ? null : sliceIou(labels, extractSlice(reference.data, layout, sliceIndex))
      const disagreementFraction = disagreement[sliceIndex]
      return { sliceIndex, labels, facts: { method, keySliceIndices, hops, disagreementFraction, iou } }
    }),
    filledSliceCount: slices.filter(({ state }) => state === 'propagated').length,
    quality: qualityOf({ reference, dense, slices, axis }),
    seconds,
  }
}

/** The case's own dense label map; null where it has none, or only a sparse one. */
async function referenceOf(record: CaseRecord, signal: AbortSignal): Promise<LabelMap | null> {
  if (record.label === null || record.label.isSparse) return null
  const labelMap = await loadCaseLabels({ record, signal })
  return geometryDifference(labelMap.geometry, record.geometry) === null ? labelMap : null
}

async function disagreementOf({
  sparse,
  axis,
  image,
  method,
  params,
  signal,
}: {
  sparse: LabelMap
  axis: CaseRecord['sliceAxis']
  image: Volume | undefined
  method: string
  params: Readonly<Record<string, unknown>>
  signal: AbortSignal
}): Promise<(number | null)[]> {
  // For spreading, what a key slice leaves open counts as background.
  const data = sparse.data.map((label) => (label === IGNORE_LABEL ? 0 : label))
  return sideDisagreement({
    stack: sliceStackOf({ ...sparse, data }, axis),
    states: sliceStatesOf({ labelMap: sparse, axis }),
    propagator: propagators.get(method),
    params,
    image: image ?? null,
    context: { signal, report: () => undefined, breathe: () => setImmediate() },
  })
}

function qualityOf({
  reference,
  dense,
  slices,
  axis,
}: {
  reference: LabelMap | null
  dense: LabelMap
  slices: readonly SliceProvenance[]
  axis: CaseRecord['sliceAxis']
}): SuggestedCase['quality'] {
  if (reference === null) return { iou: null, iouByClass: [] }
  const annotatedSliceIndices = slices.filter(({ hops }) => hops === 0).map(({ sliceIndex }) => sliceIndex)
  const labels = classLabelsOf(reference.data)
  const scores = compareFilled({ truth: reference, filled: dense, axis, annotatedSliceIndices, labels })
  const iouByClass = scores.map(({ label, iouUnannotatedSlices }) => ({ label, iou: iouUnannotatedSlices }))
  const ious = iouByClass.flatMap(({ iou }) => iou ?? [])
  return { iou: ious.length === 0 ? null : ious.reduce((sum, iou) => sum + iou, 0) / ious.length, iouByClass }
}
