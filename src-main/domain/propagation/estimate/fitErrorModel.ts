import { minimise } from '../../statistics/minimise'
import { expectedIou, type ErrorModel } from './ErrorModel'
import { parametersOf, type ErrorDefaults } from './errorDefaults'
import type { KeySliceObservation } from './KeySliceObservation'

/** Spread of the IoU of single slices around the model, times how far slices of one case go together (both from the tuning halves). */
const VARIANCE = 0.12 ** 2 * 2

/** No slice weighs more than so many average ones. */
const LARGEST_WEIGHT = 4

/**
 * The parameters that explain the left-out slices best, held to the defaults as far as the slices do not say otherwise: penalised least
 * squares, each slice weighted by its union. Slices that nothing was painted into are passed over: whether something was painted is known
 * wherever the model is used.
 * @param start transformed parameters to begin from; the defaults' means if not given
 * @returns the model and its transformed parameters
 */
export function fitErrorModel({
  observations,
  defaults,
  typicalVoxels,
  start = defaults.means,
  evaluationLimit = 400,
}: {
  observations: readonly KeySliceObservation[]
  defaults: ErrorDefaults
  typicalVoxels: ReadonlyMap<number, number>
  start?: readonly number[]
  evaluationLimit?: number
}): { model: ErrorModel; transformed: readonly number[] } {
  const { sides, means, standardDeviations } = defaults
  const free = means.flatMap((_, at) => (standardDeviations[at] > 0 ? [at] : []))
  const painted = observations.filter(({ predictedVoxels }) => predictedVoxels > 0)
  const meanUnion = painted.reduce((sum, { unionVoxels }) => sum + unionVoxels, 0) / Math.max(1, painted.length)
  const samples = painted.map((observation) => ({
    observation,
    iou: observation.intersectionVoxels / observation.unionVoxels,
    weight: Math.min(LARGEST_WEIGHT, observation.unionVoxels / meanUnion) / VARIANCE,
  }))
  const complete = (values: readonly number[]) => {
    const transformed = [...means]
    free.forEach((at, index) => (transformed[at] = values[index]))
    return transformed
  }
  const objective = (values: readonly number[]) => {
    const model = { parameters: parametersOf(complete(values)), sides, typicalVoxels }
    let sum = 0
    for (const { observation, iou, weight } of samples) sum += weight * (iou - expectedIou(model, observation)) ** 2
    free.forEach((at, index) => (sum += ((values[index] - means[at]) / standardDeviations[at]) ** 2))
    return sum
  }
  const transformed = complete(
    minimise({
      objective,
      start: free.map((at) => start[at]),
      steps: free.map((at) => standardDeviations[at] / 2),
      evaluationLimit: samples.length === 0 ? 1 : evaluationLimit,
    }),
  )
  return { model: { parameters: parametersOf(transformed), sides, typicalVoxels }, transformed }
}
