import { readByteRange } from '../../files/readByteRange'
import type { ReadRequest, VolumeFormat } from '../VolumeFormat'
import { decodeVoxels, scalingOf } from './decodeVoxels'
import { locateVoxels, readNiftiVolumeHeader } from './locateVoxels'
import { NIFTI_1_HEADER_BYTES, niftiKindOf } from './NiftiHeader'
import { openNiftiVoxels } from './openNiftiVoxels'

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
    readHeader: readNiftiVolumeHeader,
    read: readNifti,
    openVoxels: openNiftiVoxels,
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
  const { header, volumeHeader, dataOffset, byteCount, totalBytes } = locateVoxels({ start, channel })
  const bytes = await readByteRange({ start, offset: dataOffset, byteCount, totalBytes, signal })
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
