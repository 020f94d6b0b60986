import { propagators } from '../../catalog/propagators'
import { selectionPolicies } from '../../catalog/selectionPolicies'
import type { CellConfiguration } from '../../domain/experiment/results'
import type { LabelMap } from '../../domain/labels/LabelMap'
import { sparsify } from '../../domain/labels/sparsify'
import { SeededRandom } from '../../domain/random/SeededRandom'
import { sliceCountOf } from '../../domain/selection/sliceCount'
import type { Volume } from '../../domain/volume/Volume'
import { sliceLayout, type SliceAxis } from '../../domain/volume/slices'
import { propagateLabelMap } from '../propagation/propagateLabelMap'
import { sliceFactsFor } from '../selection/sliceFacts'

/**
 * What an annotator with this budget would have given for one volume: the slices of the policy, the rest not annotated; with a
 * propagator, its masks in between (key slices stay as they are). The seed of every volume follows from the run's seed and the
 * case id, so a volume gets the same slices in every run with that seed, whatever other volumes are chosen.
 * @param dense the complete label map, which the result is made from
 */
export async function makeTrainingLabels({
  caseId,
  dense,
  loadImage,
  sliceAxis,
  configuration,
  signal,
}: {
  caseId: string
  dense: LabelMap
  loadImage: () => Promise<Volume>
  sliceAxis: SliceAxis
  configuration: CellConfiguration
  signal: AbortSignal
}): Promise<LabelMap> {
  const { densityFraction, policy, propagator, seed } = configuration
  if (densityFraction === 1) return dense
  const { sliceCount } = sliceLayout(dense.geometry.size, sliceAxis)
  const chooser = selectionPolicies.get(policy)
  // Policies that need to know where the target is are told the truth: an upper bound of what a person's rough label map says.
  const facts = await sliceFactsFor({ policy: chooser, axis: sliceAxis, loadImage, loadLabels: async () => dense })
  const sliceIndices = chooser.select({
    ...facts,
    sliceCount,
    budgetSlices: sliceCountOf({ densityFraction, sliceCount }),
    seed: SeededRandom.for(seed, 'slices', caseId).nextUint32(),
  })
  const sparse = sparsify({ labelMap: dense, axis: sliceAxis, sliceIndices })
  if (propagator === null) return sparse
  const { id } = propagators.get(propagator)
  const propagated = await propagateLabelMap({
    sparse,
    image: await loadImage(),
    axis: sliceAxis,
    method: id,
    signal,
    report: () => undefined,
  })
  return propagated.dense
}
