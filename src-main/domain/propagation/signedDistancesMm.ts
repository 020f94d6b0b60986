import { squaredDistancesMm2 } from '../metrics/distanceTransform'

/** A rectangle of a slice. */
export interface SliceBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/**
 * Signed in-plane distance of every voxel of a box, `[height, width]`: inside, to the nearest voxel outside (> 0); outside, to
 * the nearest voxel inside (< 0). What lies beyond the box counts as neither.
 *
 * @returns null for an empty mask
 */
export function signedDistancesMm(options: {
  /** `[height, width]`, 1 inside and 0 outside */
  readonly mask: Uint8Array
  readonly box: Pick<SliceBox, 'width' | 'height'>
  /** Along width and height. */
  readonly spacingMm: readonly [number, number]
}): Float32Array | null {
  const { mask, box, spacingMm } = options
  if (!mask.includes(1)) return null
  const transform = (isSite: Uint8Array) =>
    squaredDistancesMm2({ isSite, size: [box.width, box.height, 1], spacingMm: [...spacingMm, 1] })
  const distances = transform(mask)
  const toOutside = transform(mask.map((inside) => 1 - inside))
  // A mask that fills the box has no outside to measure to; nothing in the box is farther in than across it.
  const acrossMm = Math.hypot(box.width * spacingMm[0], box.height * spacingMm[1])
  for (let at = 0; at < mask.length; at++)
    distances[at] = mask[at] === 0 ? -Math.sqrt(distances[at]) : Math.min(Math.sqrt(toOutside[at]), acrossMm)
  return distances
}
