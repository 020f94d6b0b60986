import type { Volume } from '../../domain/volume/Volume'
import type { StoredWindow } from '../../domain/volume/storedWindow'
import { summariseValues } from '../../domain/volume/valueRange'
import type { VolumeWarning } from '../../domain/volume/volumeWarnings'
import { dicomFormat, refuseChannel } from './dicom/dicomFormat'
import type { ArrangedSeries } from './dicom/DicomSeries'
import { dicomSeriesAt, type VolumePlace } from './dicom/dicomSeriesAt'
import { readDicomSeries, volumeHeaderOf as dicomHeaderOf } from './dicom/readDicomSeries'
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
 * Reads one 3D volume of a file, whatever its format, or of a folder of DICOM slices.
 * @param request.channel 0-based; needed where the file holds several volumes
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_EMPTY, FILE_TRUNCATED, FILE_UNREADABLE, FORMAT_UNKNOWN, FORMAT_UNSUPPORTED,
 * CHANNEL_REQUIRED, BAD_REQUEST (no such channel, several series), SERIES_IRREGULAR, GEOMETRY_SHEARED, GEOMETRY_MISSING, CANCELLED
 */
export async function readVolume(
  request: VolumePlace & { channel?: number | undefined; signal?: AbortSignal | undefined },
): Promise<{ volume: Volume; facts: VolumeFacts; warnings: VolumeWarning[] }> {
  const { path, channel, signal } = request
  const series = await dicomSeriesAt(request)
  if (series !== null) {
    refuseChannel(channel, path)
    return withFacts({ path, formatId: dicomFormat.id, ...(await readDicomSeries({ arranged: series, signal })) })
  }
  const { start, formatId, reader } = await openVolumeFile(path)
  return withFacts({ path, formatId, ...(await reader.read({ start, channel, signal })) })
}

/**
 * Reads a DICOM series that has been found already.
 * @param request.path what the facts call it
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TRUNCATED, CANCELLED
 */
export async function readSeriesVolume(request: {
  path: string
  arranged: ArrangedSeries
  signal?: AbortSignal | undefined
}): Promise<{ volume: Volume; facts: VolumeFacts; warnings: VolumeWarning[] }> {
  return withFacts({ path: request.path, formatId: dicomFormat.id, ...(await readDicomSeries(request)) })
}

/**
 * The header alone: fast, and says nothing of whether the voxels are all there.
 * @throws SlicewrightError as `readVolume`, without those about channels
 */
export async function readVolumeHeader(
  request: VolumePlace & { signal?: AbortSignal | undefined },
): Promise<VolumeHeader> {
  const series = await dicomSeriesAt(request)
  if (series !== null) return dicomHeaderOf(series)
  const { start, reader } = await openVolumeFile(request.path)
  return reader.readHeader(start)
}

function withFacts({
  path,
  formatId,
  volume,
  header,
}: {
  path: string
  formatId: string
  volume: Volume
  header: VolumeHeader
}): { volume: Volume; facts: VolumeFacts; warnings: VolumeWarning[] } {
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
