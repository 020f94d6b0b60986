import type { Geometry } from '../../domain/volume/geometry'
import type { StoredWindow } from '../../domain/volume/storedWindow'
import type { Volume } from '../../domain/volume/Volume'
import type { VolumeWarning } from '../../domain/volume/volumeWarnings'
import type { FileStart } from '../files/readFileStart'
import type { VoxelStream } from './VoxelStream'

/** How voxels are stored in a file, by nibabel's names. */
export type StoredType =
  'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'float32' | 'float64'

/** What a header alone tells. */
export interface VolumeHeader {
  /** Grid of one channel. */
  readonly geometry: Geometry
  readonly dtype: StoredType
  /** How many 3D volumes the file holds. */
  readonly channelCount: number
  readonly warnings: readonly VolumeWarning[]
  /** As DICOM writes it; null where the file does not say. */
  readonly modality: string | null
  /** Windows that the file itself recommends, in rescaled values. */
  readonly storedWindows: readonly StoredWindow[]
}

export interface ReadRequest {
  readonly start: FileStart
  /** 0-based; may be left out where the file holds one volume. */
  readonly channel?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface VolumeReader {
  /** @throws SlicewrightError FILE_UNREADABLE, FILE_TRUNCATED, FORMAT_UNSUPPORTED */
  readHeader(start: FileStart): VolumeHeader | Promise<VolumeHeader>
  /** @throws SlicewrightError as `readHeader`, and CHANNEL_REQUIRED, BAD_REQUEST, CANCELLED */
  read(request: ReadRequest): Promise<{ volume: Volume; header: VolumeHeader }>
  /**
   * The voxels in parts, for windows that show the first slice before the last is there; left out where a format has them all at once.
   * @throws SlicewrightError as `read`, for what can be told without the voxels
   */
  openVoxels?(request: ReadRequest): VoxelStream | Promise<VoxelStream>
}

/** One file format. Formats without a reader are known so that they can be named when they are met. */
export interface VolumeFormat {
  readonly id: string
  readonly label: string
  /** With the dot, lower case. */
  readonly extensions: readonly string[]
  /** By the first (decompressed) bytes: 4096 of them, or all there are. */
  recognises(bytes: Uint8Array): boolean
  readonly reader: VolumeReader | { readonly unsupportedBecause: string }
}
