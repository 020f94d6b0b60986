import type { KeySliceObservation } from '../../../domain/propagation/estimate/KeySliceObservation'

/** Effective distances, in slices, at which shapes have half their say: from none at all to shapes alone. */
export const REACHES_SLICES = [0, 0.35, 0.5, 0.6, 0.7, 0.8, 1, 1.4, 2, 2.8, 4, 5.6, 8, Infinity] as const
/** IoU within which held-out slices cannot tell reaches apart, however many they are. */
const INDIFFERENT = 0.003
/** Fewer held-out slices than these say nothing about how far they can be trusted themselves. */
const FEWEST_HELD_OUT = 5
/** A network of fewer annotated slices than this is not to outvote shapes unless held-out slices say so. */
const MANY_SLICES = 40

/** The reach where held-out slices do not tell otherwise (measured on the tuning halves; docs/decisions/0014-cohort-fusion.md). */
export function usualReach(annotatedSliceCount: number): number {
  return annotatedSliceCount < MANY_SLICES ? 2 : 0.8
}

/**
 * The reach that suits held-out slices best. They are farther from their key slices than the slices in use, and may be few, so that several
 * reaches do equally well on them (within a standard error of the difference, by the jackknife over slices): of those the one nearest to the
 * usual one. That one, too, where fewer than five were held out.
 * @param byReach observations of the same held-out slices at each of `REACHES_SLICES`
 * @param usual `usualReach`
 */
export function chooseReach(byReach: readonly (readonly KeySliceObservation[])[], usual: number): number {
  const slices = [...new Set(byReach.flat().map(nameOf))]
  if (slices.length < FEWEST_HELD_OUT) return usual
  const scores = byReach.map(pooledIou)
  const best = scores.indexOf(Math.max(...scores))
  const farFromUsual = (reach: number) => Math.abs(Math.log(Math.min(Math.max(reach, 0.2), 16)) - Math.log(usual))
  const fitting = REACHES_SLICES.filter((_, at) => {
    const error = standardErrorOfDifference(byReach[best], byReach[at], slices)
    return scores[at] >= scores[best] - Math.max(INDIFFERENT, error)
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
