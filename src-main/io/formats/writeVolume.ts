import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { SlicewrightError } from '../../domain/errors'
import type { Volume } from '../../domain/volume/Volume'
import { writeFileAtomically } from '../files/writeFileAtomically'
import { encodeNifti } from './nifti/encodeNifti'

/**
 * Writes a volume as NIfTI-1 (`.nii` or, compressed, `.nii.gz`), in the type of its array, whole or not at all. The same volume
 * gives the same bytes: the gzip header carries no time and no operating system.
 * @throws SlicewrightError FORMAT_UNSUPPORTED for another extension, DISK_FULL, WRITE_FAILED
 */
export async function writeVolume({ path, volume }: { path: string; volume: Volume }): Promise<void> {
  await writeNifti({ path, volume, isLabelMap: false })
}

/** As `writeVolume`; `isLabelMap` marks the numbers as labels for viewers. */
export async function writeNifti(request: { path: string; volume: Volume; isLabelMap: boolean }): Promise<void> {
  const { path } = request
  const isCompressed = /\.nii\.gz$/i.test(path)
  if (!isCompressed && !/\.nii$/i.test(path))
    throw new SlicewrightError(
      'FORMAT_UNSUPPORTED',
      `Cannot tell from the name ${path} what to write. Give it the ending .nii.gz or .nii.`,
      { details: { path, allowed: ['.nii.gz', '.nii'] } },
    )
  const file = encodeNifti(request)
  await writeFileAtomically({ path, data: isCompressed ? await gzipDeterministically(file) : file })
}

const gzipAsync = promisify(gzip)
const OPERATING_SYSTEM_BYTE = 9
const OPERATING_SYSTEM_UNKNOWN = 255

async function gzipDeterministically(data: Uint8Array): Promise<Buffer> {
  const compressed = await gzipAsync(data)
  compressed[OPERATING_SYSTEM_BYTE] = OPERATING_SYSTEM_UNKNOWN
  return compressed
}
