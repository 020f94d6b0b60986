import type { SliceComponent } from './sliceComponents'
import { signedDistancesMm, type SliceBox } from './signedDistancesMm'

/** Signed in-plane distances of a shape around it; > 0 inside, 0 half way between a voxel inside and one outside. */
export interface ShapeField {
  readonly box: SliceBox
  /** `[height, width]` of the box, in mm */
  readonly distancesMm: Float32Array
  /** How deep its deepest voxel lies. */
  readonly depthMm: number
}

/**
 * @param box holds the shape; a margin of one voxel around it, where the slice goes on, keeps distances exact
 * @param spacingMm along width and height
 */
export function shapeFieldOf(options: {
  readonly shape: SliceComponent
  readonly box: SliceBox
  readonly sliceWidth: number
  readonly spacingMm: readonly [number, number]
}): ShapeField {
  const { shape, box, sliceWidth, spacingMm } = options
  const mask = new Uint8Array(box.width * box.height)
  for (const at of shape.voxels) {
    const row = Math.floor(at / sliceWidth)
    mask[(row - box.top) * box.width + (at - row * sliceWidth) - box.left] = 1
  }
  const distancesMm = signedDistancesMm({ mask, box, spacingMm }) as Float32Array
  // From voxel centre to voxel centre there is no distance between +1 and −1 voxel; the border lies half way between the two.
  const halfVoxelMm = Math.min(spacingMm[0], spacingMm[1]) / 2
  let depthMm = 0
  for (let at = 0; at < distancesMm.length; at++) {
    distancesMm[at] += distancesMm[at] > 0 ? -halfVoxelMm : halfVoxelMm
    if (distancesMm[at] > depthMm) depthMm = distancesMm[at]
  }
  return { box, distancesMm, depthMm }
}

/**
 * Adds `weight` times a field, moved by a fraction of voxels, onto a rectangle of the slice. Between voxels it is bilinear; beyond
 * its box it falls by the distance to it.
 *
 * @param sumMm `[height, width]` of `onto`; changed
 */
export function addMovedInPlace(options: {
  readonly sumMm: Float32Array
  readonly onto: SliceBox
  readonly field: ShapeField
  readonly moved: { readonly columns: number; readonly rows: number }
  readonly weight: number
  readonly spacingMm: readonly [number, number]
}): void {
  const { sumMm, onto, field, moved, weight, spacingMm } = options
  const { box, distancesMm } = field
  const columns = tapsOf(onto.left - moved.columns - box.left, onto.width, box.width, spacingMm[0])
  const rows = tapsOf(onto.top - moved.rows - box.top, onto.height, box.height, spacingMm[1])
  for (let row = 0, at = 0; row < onto.height; row++) {
    const first = rows.first[row] * box.width
    const second = rows.second[row] * box.width
    const { share } = rows
    const beyondRowMm = rows.beyondMm[row]
    for (let column = 0; column < onto.width; column++, at++) {
      const [a, b] = [columns.first[column], columns.second[column]]
      const upper = distancesMm[first + a] + columns.share * (distancesMm[first + b] - distancesMm[first + a])
      const lower = distancesMm[second + a] + columns.share * (distancesMm[second + b] - distancesMm[second + a])
      const beyondMm = columns.beyondMm[column]
      const outsideMm = beyondMm === 0 ? beyondRowMm : beyondRowMm === 0 ? beyondMm : Math.hypot(beyondMm, beyondRowMm)
      sumMm[at] += weight * (upper + share * (lower - upper) - outsideMm)
    }
  }
}

/** Where along one axis each voxel reads: between which two, how far on the way (the same for all), and how far beyond the end. */
function tapsOf(start: number, count: number, length: number, spacingMm: number) {
  const whole = Math.floor(start)
  const first = new Int32Array(count)
  const second = new Int32Array(count)
  const beyondMm = new Float64Array(count)
  for (let at = 0; at < count; at++) {
    first[at] = Math.min(Math.max(whole + at, 0), length - 1)
    second[at] = Math.min(Math.max(whole + at + 1, 0), length - 1)
    const place = start + at
    beyondMm[at] = spacingMm * Math.max(0, -place, place - (length - 1))
  }
  return { first, second, beyondMm, share: start - whole }
}
