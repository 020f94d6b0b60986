import { selectionPolicies } from '../../catalog/selectionPolicies'
import { SlicewrightError } from '../../domain/errors'
import { interpolatedSliceWeights, type InterpolatedWeight } from '../../domain/experiment/interpolatedWeight'
import { parsePolicyName } from '../../domain/experiment/policyName'
import type { CellConfiguration } from '../../domain/experiment/results'
import type { LabelMap } from '../../domain/labels/LabelMap'
import { sparsify } from '../../domain/labels/sparsify'
import { meanForegroundConfidence } from '../../domain/propagation/estimate/voxelConfidence'
import { sliceOf, sliceStackOf } from '../../domain/propagation/SliceStack'
import { SeededRandom } from '../../domain/random/SeededRandom'
import { sliceCountOf } from '../../domain/selection/sliceCount'
import type { Volume } from '../../domain/volume/Volume'
import { sliceLayout, type SliceAxis } from '../../domain/volume/slices'
import { propagateLabelMap, type PropagatedLabelMap } from '../propagation/propagateLabelMap'
import { sliceFactsFor } from '../selection/sliceFacts'
import type { PreparedPropagator } from '../propagation/readyPropagator'

interface TrainingLabels {
  readonly caseId: string
  /** The complete label map, which the result is made from. */
  readonly dense: LabelMap
  readonly sliceAxis: SliceAxis
  readonly configuration: CellConfiguration
  loadImage(): Promise<Volume>
}

/**
 * What an annotator with this budget would have given for one volume: the slices of the policy, the rest not annotated; with a
 * propagator, its masks in between (key slices stay as they are).
 * @param options.ready the propagator of the configuration, asked for only if there is one
 * @returns the label map; and what each of its slices counts, where that is not 1 for all
 * @throws SlicewrightError BAD_REQUEST where slices are to count as certain as the method is, and it does not say
 */
export async function makeTrainingLabels({
  ready,
  interpolatedWeight,
  signal,
  ...labels
}: TrainingLabels & {
  ready: () => Promise<PreparedPropagator>
  interpolatedWeight: InterpolatedWeight
  signal: AbortSignal
}): Promise<{ labelMap: LabelMap; sliceWeights: readonly number[] | undefined }> {
  const sparse = await sparseTrainingLabels(labels)
  const { densityFraction, propagator: method } = labels.configuration
  if (method === null || densityFraction === 1) return { labelMap: sparse, sliceWeights: undefined }
  const { propagator, params } = await ready()
  const image = propagator.needsImage ? await labels.loadImage() : undefined
  const report = () => undefined
  const request = { sparse, image, axis: labels.sliceAxis, propagator, params, signal, report }
  const propagated = await propagateLabelMap(request)
  if (interpolatedWeight === 'one') return { labelMap: propagated.dense, sliceWeights: undefined }
  const { slices } = propagated
  const certainty =
    interpolatedWeight === 'confidence'
      ? certaintyOf(propagated, propagator.id, labels.sliceAxis)
      : slices.map(() => null)
  const sliceWeights = interpolatedSliceWeights({ rule: interpolatedWeight, slices, certainty })
  return { labelMap: propagated.dense, sliceWeights }
}

function certaintyOf(
  { dense, confidence }: PropagatedLabelMap,
  propagatorId: string,
  sliceAxis: SliceAxis,
): (number | null)[] {
  if (confidence === null)
    throw new SlicewrightError(
      'BAD_REQUEST',
      `interpolatedWeight: propagator "${propagatorId}" does not say how certain it is of a mask. Let its slices count by their distance ({ gamma: 0.8 }), or choose "aligned-shape" or "cohort", which say so.`,
      { details: { propagator: propagatorId } },
    )
  const kept = sliceStackOf(dense, sliceAxis)
  const certain = sliceStackOf({ ...dense, data: confidence }, sliceAxis)
  return Array.from({ length: kept.sliceCount }, (_, at) =>
    meanForegroundConfidence({ kept: sliceOf(kept, at), confidence: sliceOf(certain, at) }),
  )
}

/**
 * The slices that the policy chooses, the rest not annotated. The seed of every volume follows from the run's seed and the case id, so a
 * volume gets the same slices in every run with that seed, whatever other volumes are chosen.
 */
export async function sparseTrainingLabels({
  caseId,
  dense,
  loadImage,
  sliceAxis,
  configuration,
}: TrainingLabels): Promise<LabelMap> {
  const { densityFraction, policy, seed } = configuration
  if (densityFraction === 1) return dense
  const { sliceCount } = sliceLayout(dense.geometry.size, sliceAxis)
  const { id, params } = parsePolicyName(policy)
  const chooser = selectionPolicies.get(id)
  // Policies that need to know where the target is are told the truth: an upper bound of what a person's rough label map says.
  const facts = await sliceFactsFor({ policy: chooser, axis: sliceAxis, loadImage, loadLabels: async () => dense })
  const sliceIndices = chooser.select({
    ...facts,
    sliceCount,
    budgetSlices: sliceCountOf({ densityFraction, sliceCount }),
    seed: SeededRandom.for(seed, 'slices', caseId).nextUint32(),
    params,
  })
  return sparsify({ labelMap: dense, axis: sliceAxis, sliceIndices })
}
