import type { KeySliceObservation, SlicePlace } from './KeySliceObservation'

/**
 * Expected IoU of one class on one slice by where the slice lies. 1 at distance 0 and falling with the distance from what is known:
 * `r = floor + (1 − floor) · exp(−(rate · distance / radius)^power)`. Distances are measured in radii of the class, so that one set of
 * defaults serves small and large structures. Between two slices that show the class the distance is
 * `(below^−k + above^−k)^(−1/k)`: with k = 1 the harmonic combination (both sides count), with large k the nearer side alone. Beyond the
 * outermost slice that shows it the class has to end somewhere before the next annotated slice without it, or before the end of the
 * volume: there r is also multiplied by (rest of the way / whole way)^end.
 */
export interface ErrorModel {
  readonly parameters: ErrorParameters
  readonly sides: SideRule
}

/** How the distances to the slices on both sides make one: `nearer` for methods that carry a mask, `both` for those that interpolate. */
export type SideRule = 'nearer' | 'both'

export interface ErrorParameters {
  readonly between: { readonly rate: number; readonly power: number }
  readonly beyond: { readonly rate: number; readonly power: number; readonly end: number }
  /** IoU far from every annotated slice: 0 unless the method has learned what the class looks like. */
  readonly floor: number
}

/** @param radiusSlices radius of the class in slice spacings @returns 0 to 1 */
export function expectedIou({
  model: { parameters, sides },
  place,
  radiusSlices,
}: {
  model: ErrorModel
  place: SlicePlace
  radiusSlices: number
}): number {
  const { between, beyond, floor } = parameters
  const surroundings = surroundingsOf(place)
  switch (surroundings.kind) {
    case 'none':
      return floor
    case 'between': {
      const { below, above } = surroundings
      const distance = sides === 'nearer' ? Math.min(below, above) : (below * above) / (below + above)
      return floor + (1 - floor) * Math.exp(-(((between.rate * distance) / radiusSlices) ** between.power))
    }
    case 'beyond': {
      const { distance, rest } = surroundings
      const carried = Math.exp(-(((beyond.rate * distance) / radiusSlices) ** beyond.power))
      return (floor + (1 - floor) * carried) * (rest / (distance + rest)) ** beyond.end
    }
  }
}

/**
 * Expected size of a class on a slice, from the annotated slices on either side alone: linear between them, and falling linearly to 0
 * towards an annotated slice without it or the end of the volume.
 * @param options.voxelsBelow of the class on the nearest annotated slice below; 0 where it does not show it
 */
export function expectedVoxels(options: {
  readonly place: SlicePlace
  readonly voxelsBelow: number
  readonly voxelsAbove: number
}): number {
  const { place, voxelsBelow, voxelsAbove } = options
  const surroundings = surroundingsOf(place)
  switch (surroundings.kind) {
    case 'none':
      return 0
    case 'between': {
      const { below, above } = surroundings
      return (voxelsBelow * above + voxelsAbove * below) / (below + above)
    }
    case 'beyond':
      return ((voxelsBelow + voxelsAbove) * surroundings.rest) / (surroundings.distance + surroundings.rest)
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

/** The model's expectation for a left-out slice. */
export function expectedOf(model: ErrorModel, observation: KeySliceObservation): number {
  return expectedIou({ model, place: observation, radiusSlices: observation.radiusSlices })
}
