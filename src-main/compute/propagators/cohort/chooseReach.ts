import type { KeySliceObservation } from '../../../domain/propagation/estimate/KeySliceObservation'

/** Effective distances, in slices, at which shapes have half their say: from none at all to shapes alone. */
export const REACHES_SLICES = [0, 0.35, 0.5, 0.6, 0.7, 0.8, 1, 1.4, 2, 2.8, 4, 5.6, 8, Infinity] as const
/** Where nothing was held out (measured on the tuning halves). */
export const DEFAULT_REACH_SLICES = 0.8
/** IoU within which held-out slices cannot tell reaches apart. */
const INDIFFERENT = 0.003

/**
 * The reach that suits held-out slices best. They are farther from their key slices than the slices in use, so that many reaches do equally
 * well on them: of those the one nearest to the default.
 * @param byReach observations of the same held-out slices at each of `REACHES_SLICES`
 */
export function chooseReach(byReach: readonly (readonly KeySliceObservation[])[]): number {
  const scores = byReach.map(pooledIou)
  const best = Math.max(...scores)
  if (!Number.isFinite(best)) return DEFAULT_REACH_SLICES
  const farFromDefault = (reach: number) =>
    Math.abs(Math.log(Math.min(Math.max(reach, 0.2), 16)) - Math.log(DEFAULT_REACH_SLICES))
  const fitting = REACHES_SLICES.filter((_, at) => scores[at] >= best - INDIFFERENT)
  return [...fitting].sort((a, b) => farFromDefault(a) - farFromDefault(b))[0]
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
