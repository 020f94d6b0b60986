import { effectiveDistance } from './fuseWithShape'
import type { ShapeEstimate } from './ShapeInterpolator'
import type { SliceStack } from './SliceStack'

/**
 * Scale of the error of an interpolated border, in pixels for each slice of effective distance (logistic; fitted on the tuning halves of
 * hippocampus and ibsi_sts, where it grows in proportion). Stacks of few thick slices err by more.
 */
const ERROR_PIXELS_PER_SLICE = { between: 0.6, beyond: 0.8 }

/** Margins this many scales wide or more are certain: what is left rounds away. */
const CERTAIN_SCALES = 14

/**
 * How sure an estimate is of each voxel: the probability that the border does not lie on its other side, less that it does. It grows
 * with the distance from the nearest border and falls with the effective distance from the key slices.
 *
 * @returns `[height, width]` of the whole slice, 0 (on the border) to 255 (certain)
 */
export function shapeConfidence(options: {
  readonly estimate: ShapeEstimate
  readonly sliceIndex: number
  readonly stack: Pick<SliceStack, 'width' | 'height' | 'spacingMm'>
}): Uint8Array {
  const { estimate, sliceIndex, stack } = options
  const { box, distancesMm, keySliceIndices } = estimate
  const { width, height, spacingMm } = stack
  const below = keySliceIndices.find((each) => each < sliceIndex)
  const above = keySliceIndices.find((each) => each > sliceIndex)
  const distance = effectiveDistance(
    below === undefined ? null : sliceIndex - below,
    above === undefined ? null : above - sliceIndex,
  )
  const confidence = new Uint8Array(width * height).fill(255)
  if (keySliceIndices.includes(sliceIndex)) return confidence
  const isBetween = below !== undefined && above !== undefined
  const pixelMm = Math.sqrt(spacingMm[0] * spacingMm[1])
  const scaleMm = ERROR_PIXELS_PER_SLICE[isBetween ? 'between' : 'beyond'] * distance * pixelMm
  const marginsMm = marginsOf(distancesMm, box.width * box.height)
  for (let row = 0, at = 0; row < height; row++) {
    const boxRow = Math.min(Math.max(row - box.top, 0), box.height - 1)
    const rowsBeyondMm = spacingMm[1] * Math.abs(row - box.top - boxRow)
    for (let column = 0; column < width; column++, at++) {
      const boxColumn = Math.min(Math.max(column - box.left, 0), box.width - 1)
      const columnsBeyondMm = spacingMm[0] * Math.abs(column - box.left - boxColumn)
      // Away from the box, borders are at least as far away as from its rim, and farther by the way there.
      const marginMm = marginsMm[boxRow * box.width + boxColumn] + Math.max(rowsBeyondMm, columnsBeyondMm)
      if (marginMm < CERTAIN_SCALES * scaleMm) confidence[at] = Math.round(255 * Math.tanh(marginMm / (2 * scaleMm)))
    }
  }
  return confidence
}

/** Of every voxel of the box, to the border of the class that has it or, in the background, of the nearest one. */
function marginsOf(distancesMm: readonly Float32Array[], voxelCount: number): Float32Array {
  const marginsMm = new Float32Array(voxelCount).fill(-Infinity)
  for (const distances of distancesMm)
    for (let at = 0; at < voxelCount; at++) if (distances[at] > marginsMm[at]) marginsMm[at] = distances[at]
  for (let at = 0; at < voxelCount; at++) marginsMm[at] = Math.abs(marginsMm[at])
  return marginsMm
}
