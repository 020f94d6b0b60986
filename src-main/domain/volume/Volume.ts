import type { Geometry } from './geometry'

export type VoxelArray =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array

/**
 * A 3D image. `data` is `[k, j, i]`, row-major: voxel (i, j, k) is at `i + j * ni + k * ni * nj`. Values are real ones:
 * scl_slope and intercept (or the DICOM rescale) have been applied.
 */
export interface Volume {
  readonly data: VoxelArray
  readonly geometry: Geometry
}
