import { expectedIou, type ErrorModel } from './ErrorModel'
import type { KeySliceObservation } from './KeySliceObservation'

/** Where there are too few cases to see it (tuning halves). */
const DEFAULT_SPREAD = 0.06
const ENOUGH_CASES = 5
const ENOUGH_SLICES = 3

/** Standard deviation of single cases around the model: what a case's own interval needs beyond the uncertainty of the model. */
export function caseSpread(model: ErrorModel, observations: readonly KeySliceObservation[]): number {
  const differences = [...Map.groupBy(observations, ({ caseId }) => caseId).values()].flatMap((ofCase) => {
    const painted = ofCase.filter(({ predictedVoxels }) => predictedVoxels > 0)
    if (painted.length < ENOUGH_SLICES) return []
    const union = painted.reduce((sum, { unionVoxels }) => sum + unionVoxels, 0)
    const observed = painted.reduce((sum, { intersectionVoxels }) => sum + intersectionVoxels, 0) / union
    const expected = painted.reduce((sum, each) => sum + expectedIou(model, each) * each.unionVoxels, 0) / union
    return [observed - expected]
  })
  if (differences.length < ENOUGH_CASES) return DEFAULT_SPREAD
  return Math.sqrt(differences.reduce((sum, value) => sum + value ** 2, 0) / differences.length)
}
