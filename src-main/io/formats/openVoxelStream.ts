import { bytesPerDisplayVoxel, displayTypeOf, toDisplayArray } from '../../domain/volume/displayType'
import { voxelCount } from '../../domain/volume/geometry'
import { dicomSeriesAt, type VolumePlace } from './dicom/dicomSeriesAt'
import { openDicomVoxels } from './dicom/openDicomVoxels'
import { openVolumeFile } from './openVolumeFile'
import type { ReadRequest, VolumeReader } from './VolumeFormat'
import type { VoxelStream } from './VoxelStream'

/**
 * The voxels of one 3D volume of a file or a DICOM series in parts, in the type they are shown in.
 * @param request.channel 0-based; needed where the file holds several volumes
 * @throws SlicewrightError as `readVolume`, for what can be told without the voxels
 */
export async function openVoxelStream(
  request: VolumePlace & { channel?: number | undefined; signal?: AbortSignal | undefined },
): Promise<VoxelStream> {
  const { path, channel, signal } = request
  const series = await dicomSeriesAt(request)
  if (series !== null) return openDicomVoxels(series)
  const { start, reader } = await openVolumeFile(path)
  const opened = await reader.openVoxels?.({ start, channel, signal })
  return opened ?? readWhole(reader, { start, channel, signal })
}

/** For formats that have their voxels all at once. */
async function readWhole(reader: VolumeReader, request: ReadRequest): Promise<VoxelStream> {
  const { volume } = await reader.read(request)
  const { data, geometry } = volume
  const storedType = data.constructor.name.replace('Array', '').toLowerCase()
  const dtype = displayTypeOf({ storedType, isScaled: false })
  const pieceVoxels = 1 << 18
  return {
    geometry,
    dtype,
    access: 'direct',
    async *read({ firstVoxel, voxelCount: count }) {
      const end = Math.min(firstVoxel + count, voxelCount(geometry))
      for (let at = firstVoxel; at < end; at += pieceVoxels) {
        const shown = toDisplayArray(data.slice(at, Math.min(at + pieceVoxels, end)), dtype)
        yield new Uint8Array(shown.buffer, shown.byteOffset, shown.length * bytesPerDisplayVoxel(dtype))
        await new Promise(setImmediate)
      }
    },
  }
}
