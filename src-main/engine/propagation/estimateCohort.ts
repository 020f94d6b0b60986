import { observeCohort, type FillingContext, type FillingMethod } from '../../compute/propagators/auto/fillCohort'
import type { CohortCase, PropagationModel } from '../../compute/propagators/LearnedPropagator'
import { estimateQuality, type CohortEstimate } from '../../domain/propagation/estimate/estimateQuality'
import type { FilledCase } from '../../domain/propagation/estimate/FilledCase'
import { leftOutFactsOf, leftOutNow } from '../../domain/propagation/estimate/LeftOutFacts'

/**
 * How good the masks are that a method has just propagated, without a truth. A model that learned from annotated slices brings along how it
 * did on slices it was not trained on; for every other method annotated slices are left out here and now (seconds for methods that
 * learn nothing).
 *
 * @param options.cases the sparse label maps that were filled
 * @param options.filled what came out of them
 * @param options.model the model that `method.propagator` was opened with; null for a method that learns nothing
 * @throws SlicewrightError as `observeCohort`; CANCELLED within half a second of `signal`
 */
export async function estimateCohort(
  options: {
    readonly cases: readonly CohortCase[]
    readonly filled: readonly FilledCase[]
    readonly method: FillingMethod
    readonly model: PropagationModel | null
  } & FillingContext,
): Promise<CohortEstimate> {
  const { cases, filled, method, model, seed } = options
  const known = model === null ? null : leftOutFactsOf(model.facts)
  const leftOut = known ?? leftOutNow(method.propagator, await observeCohort({ ...options, cases, method }))
  return estimateQuality({ leftOut, cases: filled, seed })
}
