import { setImmediate } from 'node:timers/promises'
import { propagators } from '../../catalog/propagators'
import type { PlanPropagation } from '../../contract/propagation'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { encodeMask, type EncodedMask } from '../../domain/labels/encodeMask'
import { IGNORE_LABEL, type LabelMap } from '../../domain/labels/LabelMap'
import { sliceStatesOf } from '../../domain/labels/sliceStates'
import type { OutsideRule, UnreachedRule } from '../../domain/propagation/rules'
import { sideDisagreement } from '../../domain/propagation/sideDisagreement'
import { sliceStackOf } from '../../domain/propagation/SliceStack'
import { OverlapCounts } from '../../domain/review/OverlapCounts'
import { meanAndSd } from '../../domain/statistics/meanAndSd'
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
import { breathe } from './breathe'
import type { LiveSuggestion } from './LiveSuggestions'
import { propagateLabelMap } from './propagateLabelMap'

export interface SuggestionMethod {
  /** A propagator's id. */
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  readonly outside?: OutsideRule | undefined
  readonly unreached?: UnreachedRule | undefined
}

interface SuggestedSlice {
  readonly sliceIndex: number
  readonly encoded: EncodedMask
  readonly facts: SuggestionFacts
}

/** What a propagator proposes for the slices of a case that no person annotated. */
export interface SuggestedCase {
  readonly caseId: string
  readonly slices: readonly SuggestedSlice[]
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
  await breathe(signal)
  const reference = await referenceOf(record, signal)
  await breathe(signal)
  const disagreement = await disagreementOf({ sparse, axis, image, method, params, signal })
  const layout = sliceLayout(dense.geometry.size, axis)
  const overlap = reference === null ? null : { reference, labels: record.classes, counts: new OverlapCounts() }
  const suggested: SuggestedSlice[] = []
  for (const { sliceIndex, state, keySliceIndices, hops } of slices) {
    await breathe(signal)
    if (state === 'annotated' || state === 'annotated-empty') continue
    const labels = extractSlice(dense.data, layout, sliceIndex)
    const iou = overlap?.counts.add(labels, extractSlice(overlap.reference.data, layout, sliceIndex)) ?? null
    if (state === 'not-annotated') continue
    const facts = { method, keySliceIndices, hops, disagreementFraction: disagreement[sliceIndex], iou }
    suggested.push({ sliceIndex, encoded: encodeMask(labels), facts })
  }
  return {
    caseId,
    slices: suggested,
    filledSliceCount: slices.filter(({ state }) => state === 'propagated').length,
    quality: overlap === null ? { iou: null, iouByClass: [] } : qualityOf(overlap),
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
  const data = sparse.data.slice()
  for (let at = 0; at < data.length; at++) if (data[at] === IGNORE_LABEL) data[at] = 0
  await breathe(signal)
  const states = sliceStatesOf({ labelMap: sparse, axis })
  await breathe(signal)
  return sideDisagreement({
    stack: sliceStackOf({ ...sparse, data }, axis),
    states,
    propagator: propagators.get(method),
    params,
    image: image ?? null,
    context: { signal, report: () => undefined, breathe: () => setImmediate() },
  })
}

/** Over all voxels of the slices that no person annotated, for each class, and the mean of those (contract.md §3). */
function qualityOf({ labels, counts }: { labels: readonly number[]; counts: OverlapCounts }): SuggestedCase['quality'] {
  const iouByClass = labels.map((label) => ({ label, iou: counts.iouOf(label) }))
  return { iou: meanAndSd(iouByClass.map(({ iou }) => iou)).mean, iouByClass }
}
