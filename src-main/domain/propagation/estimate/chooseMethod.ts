import type { LearningSource } from '../Propagator'
import type { QualityEstimate } from './QualityEstimate'

export interface MethodCandidate {
  readonly id: string
  readonly learnsFrom: LearningSource
  /** null where nothing could be estimated. */
  readonly estimate: QualityEstimate | null
}

/** From this share of annotated slices on, the shapes on both sides know more than what other volumes teach. */
const DENSE_FRACTION = 0.3

/** Of methods that learn nothing, in the order in which they are preferred; what is not named comes after. */
const PLAIN_ORDER = ['aligned-shape', 'signed-distance', 'morphological-contour', 'nearest']

/**
 * The method whose masks are expected to be best on the slices they are for. Methods within one standard error (a quarter of the 95 %
 * interval) of the best cannot be told from it; of these the one is taken that was best elsewhere: what learned from annotated slices
 * where few are annotated, aligned shapes where many are.
 * @param options.densityFraction share of slices that are annotated
 * @returns null where there is no candidate with an estimate
 */
export function chooseMethod(options: {
  readonly candidates: readonly MethodCandidate[]
  readonly densityFraction: number
}): string | null {
  const { candidates, densityFraction } = options
  const estimated = candidates.flatMap(({ estimate, ...rest }) => (estimate === null ? [] : [{ ...rest, estimate }]))
  if (estimated.length === 0) return null
  const best = estimated.reduce((a, b) => (b.estimate.iou > a.estimate.iou ? b : a))
  const standardError = (best.estimate.high - best.estimate.low) / 4
  const tied = estimated.filter(({ estimate }) => estimate.iou >= best.estimate.iou - standardError)
  const rank = ({ id, learnsFrom }: MethodCandidate) => {
    const plain = PLAIN_ORDER.indexOf(id)
    if (learnsFrom === 'annotated-slices') return densityFraction < DENSE_FRACTION ? -1 : 0.5
    return plain === -1 ? PLAIN_ORDER.length : plain
  }
  return tied.reduce((a, b) => (rank(b) < rank(a) ? b : a)).id
}
