import type { VoxelArray } from '../../../src-main/domain/volume/Volume'
import type { Geometry } from '../../../src-main/domain/volume/geometry'

type Point = readonly [number, number, number]

/** The 3 × 3 part of the affine and its inverse, row-major: worked out here so that nothing of the viewer is believed. */
function matrices({ direction, spacingMm }: Geometry): { forward: number[]; inverse: number[] } {
  const m = direction.map((value, at) => value * spacingMm[at % 3])
  const minor = (a: number, b: number, c: number, d: number) => m[a] * m[d] - m[b] * m[c]
  const cofactors = [
    minor(4, 5, 7, 8),
    -minor(3, 5, 6, 8),
    minor(3, 4, 6, 7),
    -minor(1, 2, 7, 8),
    minor(0, 2, 6, 8),
    -minor(0, 1, 6, 7),
    minor(1, 2, 4, 5),
    -minor(0, 2, 3, 5),
    minor(0, 1, 3, 4),
  ]
  const determinant = m[0] * cofactors[0] + m[1] * cofactors[1] + m[2] * cofactors[2]
  const inverse = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => cofactors[column * 3 + row] / determinant))
  return { forward: m, inverse }
}

function times(matrix: readonly number[], [x, y, z]: Point): [number, number, number] {
  return [0, 3, 6].map((row) => matrix[row] * x + matrix[row + 1] * y + matrix[row + 2] * z) as [number, number, number]
}

/** Fractional voxel index of a point in LPS millimetres. */
export function voxelAt(geometry: Geometry, worldMm: Point): [number, number, number] {
  const offset = worldMm.map((each, axis) => each - geometry.originMm[axis]) as unknown as Point
  return times(matrices(geometry).inverse, offset)
}

/** The way in LPS millimetres of one step along a voxel axis. */
export function voxelStepMm(geometry: Geometry, axis: 0 | 1 | 2): [number, number, number] {
  return times(matrices(geometry).forward, [Number(axis === 0), Number(axis === 1), Number(axis === 2)])
}

/** A texture's place is rounded to a 256th of a voxel, so that the next voxel may have a share. */
const ROUNDING_VOXELS = 0.02

/**
 * The value at a fractional index, blended from the eight voxels around, and the lowest and highest that can have a share. Null
 * outside of the voxel centres.
 */
export function trilinear(
  data: VoxelArray,
  { size }: Geometry,
  voxel: Point,
): { value: number; low: number; high: number } | null {
  if (voxel.some((each, axis) => each < 0 || each > size[axis] - 1)) return null
  let [value, low, high] = [0, Infinity, -Infinity]
  const from = voxel.map((each) => Math.max(0, Math.floor(each - ROUNDING_VOXELS)))
  const to = voxel.map((each, axis) => Math.min(size[axis] - 1, Math.ceil(each + ROUNDING_VOXELS)))
  for (let k = from[2]; k <= to[2]; k++)
    for (let j = from[1]; j <= to[1]; j++)
      for (let i = from[0]; i <= to[0]; i++) {
        const here = data[i + j * size[0] + k * size[0] * size[1]]
        const weight = [i, j, k].reduce((all, at, axis) => all * Math.max(0, 1 - Math.abs(voxel[axis] - at)), 1)
        value += weight * here
        low = Math.min(low, here)
        high = Math.max(high, here)
      }
  return { value, low, high }
}
