import type { Direction, Geometry, Triple } from './geometry'
import { SLICE_AXES, type SliceAxis } from './slices'

/** Letters of the two ends of each space axis in LPS: toward the first end the coordinate grows. */
const ENDS = [
  ['L', 'R'],
  ['P', 'A'],
  ['S', 'I'],
] as const

const PLANE_ACROSS = ['sagittal', 'coronal', 'axial'] as const

export const SLICE_PLANES = ['axial', 'coronal', 'sagittal', 'oblique'] as const
export type SlicePlane = (typeof SLICE_PLANES)[number]

/** Below this cosine a plane has no honest name (the threshold of David Clunie's dicom3tools; about 37°). */
const OBLIQUE_COSINE = 0.8

/** The anatomical axis, as a letter, that each voxel axis points to: `'LPS'`, `'RAS'`, … */
export interface AnatomicalAxes {
  /** One letter a voxel axis, i first; what nibabel's aff2axcodes gives for the same grid. */
  readonly codes: string
  /** For each voxel axis the space axis (0 = x, 1 = y, 2 = z of LPS) it lies along. */
  readonly spaceAxes: Triple
  /** For each voxel axis +1 where it runs along that space axis, −1 where against it. */
  readonly signs: Triple
}

/**
 * Which anatomical axis each voxel axis is closest to. A sheared grid is first made orthogonal (its nearest rotation) and the
 * clearest axis chooses first, both as in nibabel's io_orientation, so that no two voxel axes share a space axis.
 */
export function anatomicalAxes(geometry: Pick<Geometry, 'direction'>): AnatomicalAxes {
  const rotation = nearestRotation(geometry.direction)
  const spaceAxes = [0, 0, 0] as [number, number, number]
  const signs = [1, 1, 1] as [number, number, number]
  const strength = (space: number, voxel: number) => Math.abs(rotation[space * 3 + voxel])
  const clearest = (voxel: number) => Math.max(strength(0, voxel), strength(1, voxel), strength(2, voxel))
  const free = new Set([0, 1, 2])
  for (const voxel of [0, 1, 2].sort((a, b) => clearest(b) - clearest(a))) {
    const space = [...free].reduce((best, each) => (strength(each, voxel) > strength(best, voxel) ? each : best))
    free.delete(space)
    spaceAxes[voxel] = space
    signs[voxel] = rotation[space * 3 + voxel] < 0 ? -1 : 1
  }
  const codes = spaceAxes.map((space, voxel) => ENDS[space][signs[voxel] > 0 ? 0 : 1]).join('')
  return { codes, spaceAxes, signs }
}

/** The anatomical plane of the slices on `axis`, and how far their normal is tilted from that of the nearest such plane. */
export function slicePlaneOf(request: { geometry: Pick<Geometry, 'direction'>; axis: SliceAxis }): {
  plane: SlicePlane
  /** 0 to about 55 */
  tiltDegrees: number
} {
  const slice = SLICE_AXES.indexOf(request.axis)
  // The normal of the plane, not the axis itself: with a tilted gantry they differ.
  const normal = cross(
    column(request.geometry.direction, (slice + 1) % 3),
    column(request.geometry.direction, (slice + 2) % 3),
  )
  const length = Math.hypot(...normal)
  const cosines = normal.map((each) => Math.abs(each) / length)
  const nearest = cosines.indexOf(Math.max(...cosines))
  const cosine = Math.min(1, cosines[nearest])
  return {
    plane: cosine < OBLIQUE_COSINE ? 'oblique' : PLANE_ACROSS[nearest],
    tiltDegrees: (Math.acos(cosine) * 180) / Math.PI,
  }
}

function column(direction: Direction, index: number): Triple {
  return [direction[index], direction[3 + index], direction[6 + index]]
}

function cross(a: Triple, b: Triple): [number, number, number] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/** The orthogonal matrix nearest to `matrix`: its polar factor, by Newton's iteration X ← (X + X⁻ᵀ) / 2 (Higham 1986). */
function nearestRotation(matrix: Direction): number[] {
  let current: number[] = [...matrix]
  for (let round = 0; round < 30; round++) {
    const inverseTransposed = cofactors(current)
    const next = current.map((value, at) => (value + inverseTransposed[at]) / 2)
    const change = next.reduce((worst, value, at) => Math.max(worst, Math.abs(value - current[at])), 0)
    current = next
    if (change < 1e-12) break
  }
  return current
}

/** The inverse of the transpose: cofactors over the determinant. */
function cofactors(m: readonly number[]): number[] {
  const rows: Triple[] = [0, 3, 6].map((at) => [m[at], m[at + 1], m[at + 2]])
  const products = [cross(rows[1], rows[2]), cross(rows[2], rows[0]), cross(rows[0], rows[1])]
  const determinant = rows[0][0] * products[0][0] + rows[0][1] * products[0][1] + rows[0][2] * products[0][2]
  return products.flat().map((value) => value / determinant)
}
