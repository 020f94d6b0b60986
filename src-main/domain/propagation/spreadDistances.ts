import type { SliceBox } from './signedDistancesMm'

/**
 * Distances of the voxels that have none yet, from those that have one: they fall by the way there, in steps to the eight neighbours
 * (chamfer distance; at most 8 % longer than the straight way). Time is linear in the number of voxels.
 *
 * @param distancesMm `[height, width]` of the box, −Infinity where not known; changed there
 */
export function spreadDistancesInPlace(options: {
  readonly distancesMm: Float32Array
  readonly isKnown: Uint8Array
  readonly box: Pick<SliceBox, 'width' | 'height'>
  /** Along width and height. */
  readonly spacingMm: readonly [number, number]
}): void {
  const { distancesMm, isKnown, box, spacingMm } = options
  const { width, height } = box
  const diagonalMm = Math.hypot(...spacingMm)
  // First from above and from the left, then from below and from the right.
  for (const way of [1, -1]) {
    for (let step = 0; step < height; step++) {
      const row = way === 1 ? step : height - 1 - step
      for (let sideStep = 0; sideStep < width; sideStep++) {
        const column = way === 1 ? sideStep : width - 1 - sideStep
        const at = row * width + column
        if (isKnown[at] !== 0) continue
        let best = distancesMm[at]
        if (sideStep > 0) best = Math.max(best, distancesMm[at - way] - spacingMm[0])
        if (step > 0) {
          const before = at - way * width
          best = Math.max(best, distancesMm[before] - spacingMm[1])
          if (column > 0) best = Math.max(best, distancesMm[before - 1] - diagonalMm)
          if (column < width - 1) best = Math.max(best, distancesMm[before + 1] - diagonalMm)
        }
        distancesMm[at] = best
      }
    }
  }
}
