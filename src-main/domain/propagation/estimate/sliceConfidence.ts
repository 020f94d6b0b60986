import type { ErrorModel } from './ErrorModel'
import { expectedOverlap, unannotatedSlicesOf } from './expectedOverlaps'
import type { FilledCase } from './FilledCase'

/** How far the agreement of the voxels moves the expectation, as exponent (tuning halves). */
const AGREEMENT_WEIGHT = 0.35

/** Masks that do not touch say that something is wrong, not that nothing is right. */
const SMALLEST_AGREEMENT = 0.02

/**
 * How much the mask of every slice can be trusted, 0 to 1: the IoU that is expected of it by where it lies and how large it is,
 * and how far its voxels agree (weighted geometric mean of both). Agreement counts only between slices that are annotated: beyond the outermost one
 * there is one side only, and methods agree because they all repeat it.
 *
 * @param options.agreement one a slice, first slice first: `meanForegroundConfidence` of the method's own confidence or of
 *   `voxelConfidence`; null where it is not known
 * @returns one a slice: 1 for annotated slices, null where nothing was painted
 */
export function sliceConfidences(options: {
  readonly model: ErrorModel
  readonly filled: FilledCase
  readonly agreement?: readonly (number | null)[]
}): (number | null)[] {
  const { model, filled, agreement } = options
  const bySlice = Map.groupBy(unannotatedSlicesOf(filled), ({ sliceIndex }) => sliceIndex)
  return filled.slices.map(({ state, voxelsByLabel }, sliceIndex) => {
    if (state !== 'not-annotated') return 1
    const classes = bySlice.get(sliceIndex) ?? []
    if (voxelsByLabel.size === 0 || classes.length === 0) return null
    const overlaps = classes.map((slice) => expectedOverlap(model, slice))
    const union = overlaps.reduce((sum, { unionVoxels }) => sum + unionVoxels, 0)
    const expected = overlaps.reduce((sum, { intersectionVoxels }) => sum + intersectionVoxels, 0) / union
    const agreeing = agreement?.[sliceIndex] ?? null
    const isBetween = classes.some(({ isShownBelow, isShownAbove }) => isShownBelow && isShownAbove)
    if (agreeing === null || !isBetween) return expected
    return expected ** (1 - AGREEMENT_WEIGHT) * Math.max(SMALLEST_AGREEMENT, agreeing) ** AGREEMENT_WEIGHT
  })
}
