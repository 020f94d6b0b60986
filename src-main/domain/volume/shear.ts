import { SlicewrightError } from '../errors'
import type { Geometry } from './geometry'

/** Largest |cosine| between two voxel axes that still counts as a right angle: rounding in real headers stays below 1e-4. */
const RIGHT_ANGLE_TOLERANCE = 1e-3

/** How far, in degrees, the pair of voxel axes that is furthest from a right angle deviates from it. */
export function shearDegrees({ direction: d }: Pick<Geometry, 'direction'>): number {
  return (Math.asin(Math.min(1, largestCosine(d))) * 180) / Math.PI
}

/** Whether the voxel axes do not stand at right angles to each other, as after a tilted gantry. */
export function isSheared({ direction }: Pick<Geometry, 'direction'>): boolean {
  return largestCosine(direction) > RIGHT_ANGLE_TOLERANCE
}

/** @throws SlicewrightError GEOMETRY_SHEARED if the axes of `geometry` are not at right angles; `what` names the file. */
export function refuseSheared(geometry: Geometry, what: string): void {
  if (!isSheared(geometry)) return
  const degrees = shearDegrees(geometry)
  throw new SlicewrightError(
    'GEOMETRY_SHEARED',
    `${what} has voxel axes ${degrees.toFixed(1)}° off a right angle. ${SHEAR_REMEDY}`,
    {
      details: { path: what, shearDegrees: degrees },
    },
  )
}

/** What to do about a sheared grid, for messages. */
export const SHEAR_REMEDY =
  'Distances and slices would be wrong: resample it onto a rectangular grid first (for example with dcm2niix, or nibabel.processing.resample_to_output).'

function largestCosine(d: readonly number[]): number {
  const cosine = (a: number, b: number) => Math.abs(d[a] * d[b] + d[3 + a] * d[3 + b] + d[6 + a] * d[6 + b])
  return Math.max(cosine(0, 1), cosine(0, 2), cosine(1, 2))
}
