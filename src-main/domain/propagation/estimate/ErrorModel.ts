import type { FilledCase } from './FilledCase'
import type { SlicePlace, UnseenSlice } from './KeySliceObservation'

/**
 * Expected IoU of one class on one slice by where the slice lies. A mask carried from annotated slices has the error
 * `e = 1 − exp(−(rate · distance / radius)^power)`. What a method has learned of the class is as good everywhere: its border is off by about
 * the same width, so that its error is `l = 1 − floor^√(typical size / size)`. Both together have the error `(e^−4 + l^−4 − 1)^(−1/4)`: about
 * that of the better one, less where both are equally good. The IoU is 1 at distance 0 and falls with the distance from what is known. Distances are measured in radii of the class, so that one set of
 * defaults serves small and large structures. Between two slices that show the class the distance is harmonic,
 * `below · above / (below + above)`, for methods that use both sides, and that to the nearer one for methods that carry a mask; beyond
 * the outermost slice that shows it, the distance to that slice. q is how well the painted size agrees with the size that the annotated slices on
 * either side let expect (smaller / larger): a mask that withers half way, or one that is repeated where the structure must end, shows by its
 * size. The IoU is multiplied by q^size, and by less of it the more of it was learned: far from annotated slices an image tells the size
 * better than they do.
 */
export interface ErrorModel {
  readonly parameters: ErrorParameters
  readonly sides: SideRule
  /** Of each class on the annotated slices that show it, in voxels; a class that is not there is taken to have that size wherever it is. */
  readonly typicalVoxels: ReadonlyMap<number, number>
}

/** How the distances to the slices on both sides make one: `nearer` for methods that carry a mask, `both` for those that interpolate. */
export type SideRule = 'nearer' | 'both'

interface Curve {
  readonly rate: number
  readonly power: number
  readonly size: number
}

export interface ErrorParameters {
  readonly between: Curve
  readonly beyond: Curve
  /** IoU far from every annotated slice of a mask of typical size: 0 unless the method has learned what the class looks like. */
  readonly floor: number
}

/** @returns 0 to 1, given that something was painted */
export function expectedIou(model: ErrorModel, slice: UnseenSlice): number {
  const { parameters, sides } = model
  const surroundings = surroundingsOf(slice)
  const { predictedVoxels, expectedVoxels } = slice
  const learned = learnedIou(model, slice.label, predictedVoxels)
  if (surroundings.kind === 'none') return learned
  const curve = parameters[surroundings.kind]
  const distance =
    surroundings.kind === 'beyond'
      ? surroundings.distance
      : distanceBetween(surroundings.below, surroundings.above, sides)
  const carried = Math.exp(-(((curve.rate * distance) / slice.radiusSlices) ** curve.power))
  const agreement = Math.min(predictedVoxels, expectedVoxels) / Math.max(predictedVoxels, expectedVoxels)
  return (1 - together(1 - carried, 1 - learned)) * agreement ** (curve.size * (1 - learned * (1 - carried)))
}

/** IoU of a mask of which only that is known that the method has learned what the class looks like. */
export function learnedIou({ parameters, typicalVoxels }: ErrorModel, label: number, voxels: number): number {
  return parameters.floor ** Math.sqrt((typicalVoxels.get(label) ?? voxels) / voxels)
}

/** How much the worse of two sources of knowledge adds to the better one: the larger, the less. */
const SHARPNESS = 4

function together(errorCarried: number, errorLearned: number): number {
  return (errorCarried ** -SHARPNESS + errorLearned ** -SHARPNESS - 1) ** (-1 / SHARPNESS)
}

function distanceBetween(below: number, above: number, sides: SideRule): number {
  return sides === 'nearer' ? Math.min(below, above) : (below * above) / (below + above)
}

/**
 * Expected size of a class on a slice, from the annotated slices on either side alone: linear between them, and falling linearly to 0
 * towards an annotated slice without it or the end of the volume.
 * @param annotated sizes on the annotated slices
 */
export function expectedVoxelsAt(annotated: Pick<FilledCase, 'slices'>, place: SlicePlace): number {
  const { sliceIndex, label } = place
  const voxels = (at: number) => annotated.slices[at].voxelsByLabel.get(label) ?? 0
  const below = place.isShownBelow ? voxels(sliceIndex - (place.distanceBelow ?? 0)) : 0
  const above = place.isShownAbove ? voxels(sliceIndex + (place.distanceAbove ?? 0)) : 0
  const surroundings = surroundingsOf(place)
  switch (surroundings.kind) {
    case 'none':
      return 0
    case 'between':
      return (below * surroundings.above + above * surroundings.below) / (surroundings.below + surroundings.above)
    case 'beyond':
      return ((below + above) * surroundings.rest) / (surroundings.distance + surroundings.rest)
  }
}

type Surroundings =
  | { readonly kind: 'none' }
  | { readonly kind: 'between'; readonly below: number; readonly above: number }
  /** `distance` to the slice that shows the class, `rest` to where it must have ended. */
  | { readonly kind: 'beyond'; readonly distance: number; readonly rest: number }

function surroundingsOf(place: SlicePlace): Surroundings {
  const { sliceIndex, sliceCount, isShownBelow, isShownAbove } = place
  const below = place.distanceBelow ?? sliceIndex + 1
  const above = place.distanceAbove ?? sliceCount - sliceIndex
  if (isShownBelow && isShownAbove) return { kind: 'between', below, above }
  if (isShownBelow) return { kind: 'beyond', distance: below, rest: above }
  if (isShownAbove) return { kind: 'beyond', distance: above, rest: below }
  return { kind: 'none' }
}
