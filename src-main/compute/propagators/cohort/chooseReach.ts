import { effectiveDistance } from '../../../domain/propagation/fuseWithShape'
import type { KeySliceObservation } from '../../../domain/propagation/estimate/KeySliceObservation'

/** Effective distances, in slices, at which shapes have half their say: from none at all to shapes alone. */
export const REACHES_SLICES = [0, 0.35, 0.5, 0.6, 0.7, 0.8, 1, 1.4, 2, 2.8, 4, 5.6, 8, Infinity] as const
/** IoU within which held-out slices cannot tell reaches apart, however many they are. */
const INDIFFERENT = 0.003
/** Fewer held-out slices than these say nothing about how far they can be trusted themselves. */
const FEWEST_HELD_OUT = 5
/** A network of few annotated slices is not to outvote shapes unless held-out slices say so; one of many mostly may. */
const [FEW_SLICES, MANY_SLICES] = [40, 160]
const [REACH_OF_FEW, REACH_OF_MANY] = [2, 0.8]
/** Held-out slices that count as much as what is usual. */
const SLICES_OF_THE_USUAL = 10
/** No IoU of shapes counts as less: one slice that they missed is not to decide. */
const LEAST_IOU = 0.05

/** The reach where nothing else is known (measured on the tuning halves; docs/decisions/0014-cohort-fusion.md). */
export function usualReach(annotatedSliceCount: number): number {
  const share = Math.log(annotatedSliceCount / FEW_SLICES) / Math.log(MANY_SLICES / FEW_SLICES)
  return REACH_OF_FEW * (REACH_OF_MANY / REACH_OF_FEW) ** Math.min(Math.max(share, 0), 1)
}

/**
 * The distance up to which shapes are probably better than the network. The network is about as good everywhere, shapes lose with the
 * distance, as exp(−rate · distance); both are read off the held-out slices, and mixed with what is usual as far as these are few. It takes less
 * to know than which reach is best: two numbers of all held-out slices together.
 * @param byReach as `chooseReach`
 */
export function expectedReach(byReach: readonly (readonly KeySliceObservation[])[], usual: number): number {
  const shapes = byReach[byReach.length - 1].filter(({ isShownBelow, isShownAbove }) => isShownBelow || isShownAbove)
  const network = pooledIou(byReach[0])
  if (shapes.length === 0 || network <= 0) return usual
  const unionVoxels = shapes.reduce((sum, each) => sum + each.unionVoxels, 0)
  const distance = shapes.reduce((sum, each) => sum + each.unionVoxels * shapeDistance(each), 0) / unionVoxels
  const rate = -Math.log(Math.max(LEAST_IOU, pooledIou(shapes))) / distance
  const crossing = Math.min(Math.max(-Math.log(network) / Math.max(rate, 1e-3), 0.35), 8)
  const count = new Set(byReach[0].map(nameOf)).size
  const logarithm = (count * Math.log(crossing) + SLICES_OF_THE_USUAL * Math.log(usual)) / (count + SLICES_OF_THE_USUAL)
  return Math.exp(logarithm)
}

function shapeDistance({ distanceBelow, distanceAbove, isShownBelow, isShownAbove }: KeySliceObservation): number {
  return effectiveDistance(isShownBelow ? distanceBelow : null, isShownAbove ? distanceAbove : null)
}

/**
 * The reach that suits held-out slices best. They are farther from their key slices than the slices in use, and may be few, so that several
 * reaches do equally well on them (within a standard error of the difference, by the jackknife over slices): of those the one nearest to the
 * usual one. That one, too, where fewer than five were held out.
 * @param byReach observations of the same held-out slices at each of `REACHES_SLICES`
 * @param usual `expectedReach`
 */
export function chooseReach(byReach: readonly (readonly KeySliceObservation[])[], usual: number): number {
  const slices = [...new Set(byReach.flat().map(nameOf))]
  const scores = byReach.map(pooledIou)
  const best = scores.indexOf(Math.max(...scores))
  const farFromUsual = (reach: number) => Math.abs(Math.log(Math.min(Math.max(reach, 0.2), 16)) - Math.log(usual))
  const fitting = REACHES_SLICES.filter((_, at) => {
    const error = standardErrorOfDifference(byReach[best], byReach[at], slices)
    return slices.length < FEWEST_HELD_OUT || scores[at] >= scores[best] - Math.max(INDIFFERENT, error)
  })
  return fitting.sort((a, b) => farFromUsual(a) - farFromUsual(b))[0]
}

function nameOf({ caseId, sliceIndex }: KeySliceObservation): string {
  return `${sliceIndex} ${caseId}`
}

/** Of the difference of two pooled IoU, leaving out one slice at a time. */
function standardErrorOfDifference(
  one: readonly KeySliceObservation[],
  other: readonly KeySliceObservation[],
  slices: readonly string[],
): number {
  const differences = slices.flatMap((slice) => {
    const without = (observations: readonly KeySliceObservation[]) =>
      pooledIou(observations.filter((each) => nameOf(each) !== slice))
    const difference = without(one) - without(other)
    return Number.isFinite(difference) ? [difference] : []
  })
  const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length
  const squares = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0)
  return Math.sqrt(((differences.length - 1) / differences.length) * squares)
}

/** Over all slices and classes together; −Infinity where there is none. */
export function pooledIou(observations: readonly KeySliceObservation[]): number {
  let [intersection, union] = [0, 0]
  for (const { intersectionVoxels, unionVoxels } of observations) {
    intersection += intersectionVoxels
    union += unionVoxels
  }
  return union === 0 ? -Infinity : intersection / union
}
