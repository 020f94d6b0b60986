import { SlicewrightError } from '../../../domain/errors'
import { voxelCount } from '../../../domain/volume/geometry'
import type { FileStart } from '../../files/readFileStart'
import type { ReadRequest, VolumeHeader } from '../VolumeFormat'
import { niftiGeometry } from './niftiGeometry'
import { niftiKindOf, parseNiftiHeader, type NiftiHeader } from './NiftiHeader'

/**
 * Where the voxels of one channel lie in the (decompressed) file. `totalBytes` is how long the whole of it should be.
 * @throws SlicewrightError as the reader's `read`
 */
export function locateVoxels({ start, channel }: Pick<ReadRequest, 'start' | 'channel'>) {
  const header = headerOf(start)
  const volumeHeader = volumeHeaderOf(header, start.path)
  const byteCount = voxelCount(volumeHeader.geometry) * header.bytesPerVoxel
  return {
    header,
    volumeHeader,
    dataOffset: header.dataOffset + chosenChannel(volumeHeader, channel, start.path) * byteCount,
    byteCount,
    totalBytes: header.dataOffset + volumeHeader.channelCount * byteCount,
  }
}

/** @throws SlicewrightError as the reader's `readHeader` */
export function readNiftiVolumeHeader(start: FileStart): VolumeHeader {
  return volumeHeaderOf(headerOf(start), start.path)
}

function headerOf({ bytes, path }: FileStart): NiftiHeader {
  const kind = niftiKindOf(bytes)
  if (kind === null) throw new Error(`${path} was taken for NIfTI but has no such header.`)
  return parseNiftiHeader(bytes, kind, path)
}

function volumeHeaderOf(header: NiftiHeader, path: string): VolumeHeader {
  const extra = header.dimensions.slice(3).filter((length) => length > 1)
  if (extra.length > 1)
    throw new SlicewrightError(
      'FORMAT_UNSUPPORTED',
      `${path} has ${extra.length} axes beyond the third (${header.dimensions.join('×')}); at most one can be chosen from with --channel. Split it first.`,
      { details: { path, dimensions: header.dimensions } },
    )
  const { geometry, warnings } = niftiGeometry(header)
  return {
    geometry,
    dtype: header.dtype,
    channelCount: extra[0] ?? 1,
    warnings,
    modality: null,
    storedWindows: [],
  }
}

/** @throws SlicewrightError CHANNEL_REQUIRED, BAD_REQUEST */
function chosenChannel({ channelCount }: VolumeHeader, channel: number | undefined, path: string): number {
  const details = { path, channelCount, found: channel ?? null }
  if (channel === undefined && channelCount > 1)
    throw new SlicewrightError(
      'CHANNEL_REQUIRED',
      `${path} holds ${channelCount} volumes. Choose one with --channel 0 to ${channelCount - 1}.`,
      { details },
    )
  const chosen = channel ?? 0
  if (!Number.isInteger(chosen) || chosen < 0 || chosen >= channelCount)
    throw new SlicewrightError(
      'BAD_REQUEST',
      `${path} has no channel ${chosen}: it holds ${channelCount}, numbered from 0.`,
      { details },
    )
  return chosen
}
