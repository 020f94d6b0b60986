import type { PlanPropagation } from '../../contract/propagation'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { encodeMask, type EncodedMask } from '../../domain/labels/encodeMask'
import type { LabelMap } from '../../domain/labels/LabelMap'
import { filledCaseOf } from '../../domain/propagation/estimate/FilledCase'
import type { OutsideRule, UnreachedRule } from '../../domain/propagation/rules'
import { sliceOf } from '../../domain/propagation/SliceStack'
import { OverlapCounts } from '../../domain/review/OverlapCounts'
import { meanAndSd } from '../../domain/statistics/meanAndSd'
import { geometryDifference } from '../../domain/volume/geometry'
import { extractSlice, sliceLayout } from '../../domain/volume/slices'
import { loadCaseImage, loadCaseLabels } from '../../io/workspace/loadCase'
import type { PlannedCaseRecord, PlanRecord } from '../../io/workspace/plans/PlanTable'
import type { SuggestionFacts } from '../../io/workspace/plans/SliceMasks'
import type { Workspace } from '../../io/workspace/Workspace'
import type { JobContext } from '../jobs/JobRunner'
import { recordOf } from '../plans/importAnnotations'
import { workingLabels } from '../plans/workingLabels'
import { breathe } from './breathe'
import { certaintyOf } from './certaintyOf'
import type { JudgedFilling } from './judgeCohort'
import type { LiveSuggestion } from './LiveSuggestions'
import { propagateLabelMap } from './propagateLabelMap'
import type { PreparedPropagator } from './readyPropagator'

export interface SuggestionMethod {
  readonly prepared: PreparedPropagator
  readonly outside?: OutsideRule | undefined
  readonly unreached?: UnreachedRule | undefined
}

interface SuggestedSlice {
  readonly sliceIndex: number
  readonly encoded: EncodedMask
  readonly facts: SuggestionFacts
  /** `[height, width]`, 0 to 255 (certain). */
  readonly voxelConfidence: Uint8Array
}

/** What a propagator proposes for the slices of a case that no person annotated. */
export interface SuggestedCase {
  readonly caseId: string
  readonly slices: readonly SuggestedSlice[]
  readonly filledSliceCount: number
  readonly quality: Pick<PlanPropagation['cases'][number], 'iou' | 'iouByClass'>
  readonly seconds: number
  /** What it takes to say how good it is. */
  readonly filling: JudgedFilling
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
  method: { prepared, outside, unreached },
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
  const { propagator, params } = prepared
  const record = recordOf(workspace, planned)
  const sparse = workingLabels({ workspace, planId, record, which: 'human' }).labelMap
  const isAccepted = new Set(
    [...workspace.review.slices(planId, caseId)].flatMap(([sliceIndex, { acceptedMaskId }]) =>
      acceptedMaskId === null ? [] : [sliceIndex],
    ),
  )
  const image = propagator.needsImage ? await loadCaseImage({ record, signal }) : undefined
  const request = { sparse, image, axis, propagator, params, outside, unreached, signal }
  const { dense, confidence, slices, seconds } = await propagateLabelMap({
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
  const certainty = await certaintyOf({ sparse, dense, confidence, axis, image, propagator, params, signal })
  const layout = sliceLayout(dense.geometry.size, axis)
  const overlap = reference === null ? null : { reference, labels: record.classes, counts: new OverlapCounts() }
  const suggested: SuggestedSlice[] = []
  for (const { sliceIndex, state, keySliceIndices, hops } of slices) {
    await breathe(signal)
    if (state === 'annotated' || state === 'annotated-empty') continue
    const labels = extractSlice(dense.data, layout, sliceIndex)
    const iou = overlap?.counts.add(labels, extractSlice(overlap.reference.data, layout, sliceIndex)) ?? null
    if (state === 'not-annotated') continue
    const disagreementFraction = certainty.disagreement[sliceIndex]
    // What the mask is expected to be worth is known when all cases are there (judgeCohort).
    const facts = { method: propagator.id, keySliceIndices, hops, disagreementFraction, iou, confidence: null }
    const voxelConfidence = sliceOf({ ...certainty.filled, data: certainty.confidence }, sliceIndex)
    suggested.push({ sliceIndex, encoded: encodeMask(labels), facts, voxelConfidence })
  }
  return {
    caseId,
    slices: suggested,
    filledSliceCount: slices.filter(({ state }) => state === 'propagated').length,
    quality: overlap === null ? { iou: null, iouByClass: [] } : qualityOf(overlap),
    seconds,
    filling: {
      filled: filledCaseOf({ caseId, states: certainty.states, filled: certainty.filled }),
      agreement: certainty.agreement,
    },
  }
}

/** The case's own dense label map; null where it has none, or only a sparse one. */
async function referenceOf(record: CaseRecord, signal: AbortSignal): Promise<LabelMap | null> {
  if (record.label === null || record.label.isSparse) return null
  const labelMap = await loadCaseLabels({ record, signal })
  return geometryDifference(labelMap.geometry, record.geometry) === null ? labelMap : null
}

/** Over all voxels of the slices that no person annotated, for each class, and the mean of those (contract.md §3). */
function qualityOf({ labels, counts }: { labels: readonly number[]; counts: OverlapCounts }): SuggestedCase['quality'] {
  const iouByClass = labels.map((label) => ({ label, iou: counts.iouOf(label) }))
  return { iou: meanAndSd(iouByClass.map(({ iou }) => iou)).mean, iouByClass }
}
