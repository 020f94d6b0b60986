import { readFileStart } from '../files/readFileStart'
import { readVolumeHeader } from '../formats/readVolume'

/**
 * Whether every NIfTI reader understands the file alike: a gzipped little-endian NIfTI-1 of one 3D volume, whose header
 * leaves nothing to guess. Only such a file may be handed on byte by byte.
 */
export async function isPlainNifti(path: string): Promise<boolean> {
  const { bytes, isGzip } = await readFileStart({ path, byteCount: 348 })
  if (!isGzip || !/\.nii\.gz$/i.test(path) || bytes.length < 348) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isNifti1 = view.getInt32(0, true) === 348
  const dimensionCount = view.getInt16(40, true)
  if (!isNifti1 || dimensionCount !== 3) return false
  return (await readVolumeHeader({ path })).warnings.length === 0
}
