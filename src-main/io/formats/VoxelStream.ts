import type { DisplayType } from '../../domain/volume/displayType'
import type { Geometry } from '../../domain/volume/geometry'

/** A stretch of voxels in the order of storage, `[k, j, i]`. */
export interface VoxelRange {
  readonly firstVoxel: number
  readonly voxelCount: number
}

/** The voxels of one volume in display type, to be had in parts: for windows that show the first slice before the last is there. */
export interface VoxelStream {
  readonly geometry: Geometry
  readonly dtype: DisplayType
  /** `direct`: any range costs only itself. `ordered`: everything before a range has to be decoded first. */
  readonly access: 'direct' | 'ordered'
  /**
   * Little-endian bytes of the range, in order, in pieces of about a megabyte that belong to the caller.
   * @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TRUNCATED, FORMAT_UNSUPPORTED, CANCELLED
   */
  read(range: VoxelRange & { signal?: AbortSignal | undefined }): AsyncGenerator<Uint8Array, void, void>
}
