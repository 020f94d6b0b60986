/** A triple along the voxel axes (i, j, k) or the space axes (x, y, z of LPS). */
export type Triple = readonly [number, number, number]

/** Nine numbers, row-major; its columns are the unit vectors of the i, j and k axes in LPS. */
export type Direction = readonly [number, number, number, number, number, number, number, number, number]

/** Where a voxel grid lies in the patient: LPS, millimetres. `originMm` is the centre of voxel (0, 0, 0). */
export interface Geometry {
  /** [ni, nj, nk] */
  readonly size: Triple
  readonly spacingMm: Triple
  readonly originMm: Triple
  readonly direction: Direction
}

export const IDENTITY_DIRECTION: Direction = [1, 0, 0, 0, 1, 0, 0, 0, 1]

/** Largest difference between two grids that still counts as the same grid (contract.md §3: affine to 1e-3). */
const AFFINE_TOLERANCE = 1e-3

export function voxelCount(geometry: Geometry): number {
  const [ni, nj, nk] = geometry.size
  return ni * nj * nk
}

/** The 12 numbers [R·S | origin], row-major 3 × 4, that map (i, j, k, 1) to LPS millimetres. */
export function affineOf(geometry: Geometry): number[] {
  const { direction, spacingMm, originMm } = geometry
  const rows: number[] = []
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) rows.push(direction[row * 3 + column] * spacingMm[column])
    rows.push(originMm[row])
  }
  return rows
}

/** LPS position in mm of the voxel index (i, j, k), which may be fractional. */
export function voxelToWorldMm(geometry: Geometry, index: Triple): [number, number, number] {
  const affine = affineOf(geometry)
  const row = (r: number) =>
    affine[r * 4] * index[0] + affine[r * 4 + 1] * index[1] + affine[r * 4 + 2] * index[2] + affine[r * 4 + 3]
  return [row(0), row(1), row(2)]
}

/** Null where both are the same grid (size equal, affine within 1e-3), else a sentence saying how they differ. */
export function geometryDifference(a: Geometry, b: Geometry): string | null {
  if (a.size.some((n, axis) => n !== b.size[axis])) return `size ${a.size.join('×')} against ${b.size.join('×')}`
  const [affineA, affineB] = [affineOf(a), affineOf(b)]
  const largest = affineA.reduce((worst, value, at) => Math.max(worst, Math.abs(value - affineB[at])), 0)
  return largest <= AFFINE_TOLERANCE
    ? null
    : `affines that differ by up to ${largest.toPrecision(3)} (allowed: ${AFFINE_TOLERANCE})`
}
