import { SlicewrightError } from '../../../domain/errors'
import { voxelCount } from '../../../domain/volume/geometry'
import { readByteRange } from '../../files/readByteRange'
import type { FileStart } from '../../files/readFileStart'
import type { ReadRequest, VolumeFormat, VolumeHeader } from '../VolumeFormat'
import { decodeVoxels, scalingOf } from './decodeVoxels'
import { niftiGeometry } from './niftiGeometry'
import { NIFTI_1_HEADER_BYTES, niftiKindOf, parseNiftiHeader, type NiftiHeader } from './NiftiHeader'

/** NIfTI-1 and NIfTI-2 in one file, plain or gzip. */
export const niftiFormat: VolumeFormat = {
  id: 'nifti',
  label: 'NIfTI',
  extensions: ['.nii', '.nii.gz'],
  // A header that is cut short is still one: reading it says so.
  recognises: (bytes) => {
    const magic = niftiKindOf(bytes)?.magic
    return magic === 'n+1' || magic === 'n+2' || (magic !== undefined && bytes.length < NIFTI_1_HEADER_BYTES)
  },
  reader: {
    readHeader: (start) => volumeHeaderOf(headerOf(start), start.path),
    read: readNifti,
  },
}

/** Header and voxels in two files. */
export const niftiPairFormat: VolumeFormat = {
  id: 'nifti-pair',
  label: 'NIfTI or Analyze pair',
  extensions: ['.hdr', '.img'],
  // Analyze 7.5 has no magic and is known by its name only.
  recognises: (bytes) => {
    const magic = niftiKindOf(bytes)?.magic
    return magic === 'ni1' || magic === 'ni2'
  },
  reader: { unsupportedBecause: 'Convert it to one .nii.gz file first (for example with nibabel or fslchfiletype).' },
}

async function readNifti({ start, channel, signal }: ReadRequest) {
  const header = headerOf(start)
  const volumeHeader = volumeHeaderOf(header, start.path)
  const voxels = voxelCount(volumeHeader.geometry)
  const byteCount = voxels * header.bytesPerVoxel
  const chosen = chosenChannel(volumeHeader, channel, start.path)
  const bytes = await readByteRange({
    start,
    offset: header.dataOffset + chosen * byteCount,
    byteCount,
    totalBytes: header.dataOffset + volumeHeader.channelCount * byteCount,
    signal,
  })
  const { scaling, warnings } = scalingOf(header)
  const data = decodeVoxels({
    bytes,
    dtype: header.dtype,
    isLittleEndian: header.isLittleEndian,
    scaling,
    path: start.path,
  })
  return {
    volume: { data, geometry: volumeHeader.geometry },
    header: { ...volumeHeader, warnings: [...volumeHeader.warnings, ...warnings] },
  }
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
