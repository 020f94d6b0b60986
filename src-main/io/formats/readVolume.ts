import type { Volume } from '../../domain/volume/Volume'
import type { StoredWindow } from '../../domain/volume/storedWindow'
import { summariseValues } from '../../domain/volume/valueRange'
import type { VolumeWarning } from '../../domain/volume/volumeWarnings'
import { openVolumeFile } from './openVolumeFile'
import type { StoredType, VolumeHeader } from './VolumeFormat'

/** What a file says of a volume besides its voxels and grid. */
export interface VolumeFacts {
  readonly path: string
  /** Id in the catalog of formats. */
  readonly format: string
  /** As stored; `Volume.data` may have another type after scaling. */
  readonly dtype: StoredType
  readonly channelCount: number
  /** Smallest and largest finite value after scaling; null if none is finite. */
  readonly valueRange: readonly [number, number] | null
  readonly nonFiniteVoxelCount: number
  /** As DICOM writes it (CT, MR, PT …); null where the file does not say. */
  readonly modality: string | null
  /** Windows that the file itself recommends, in rescaled values. */
  readonly storedWindows: readonly StoredWindow[]
}

/**
 * Reads one 3D volume of a file, whatever its format.
 * @param request.channel 0-based; needed where the file holds several volumes
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_EMPTY, FILE_TRUNCATED, FILE_UNREADABLE, FORMAT_UNKNOWN, FORMAT_UNSUPPORTED,
 * CHANNEL_REQUIRED, BAD_REQUEST (no such channel), CANCELLED
 */
export async function readVolume(request: {
  path: string
  channel?: number | undefined
  signal?: AbortSignal | undefined
}): Promise<{ volume: Volume; facts: VolumeFacts; warnings: VolumeWarning[] }> {
  const { path, channel, signal } = request
  const { start, formatId, reader } = await openVolumeFile(path)
  const { volume, header } = await reader.read({ start, channel, signal })
  const { range, nonFiniteCount } = summariseValues(volume.data)
  const warnings = [...header.warnings]
  if (nonFiniteCount > 0)
    warnings.push({
      code: 'VOXELS_NOT_FINITE',
      message: `${nonFiniteCount} of ${volume.data.length} voxels are NaN or infinite.`,
    })
  return {
    volume,
    facts: {
      path,
      format: formatId,
      dtype: header.dtype,
      channelCount: header.channelCount,
      valueRange: range,
      nonFiniteVoxelCount: nonFiniteCount,
      modality: header.modality,
      storedWindows: header.storedWindows,
    },
    warnings,
  }
}

/**
 * The header alone: fast, and says nothing of whether the voxels are all there.
 * @throws SlicewrightError as `readVolume`, without those about channels
 */
export async function readVolumeHeader({ path }: { path: string }): Promise<VolumeHeader> {
  const { start, reader } = await openVolumeFile(path)
  return reader.readHeader(start)
}
