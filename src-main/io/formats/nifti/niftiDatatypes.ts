import type { StoredType } from '../VolumeFormat'

interface NiftiDatatype {
  readonly name: string
  readonly byteCount: number
  /** Null for what is not one number a voxel. */
  readonly stored: StoredType | null
}

const scalar = (stored: StoredType, byteCount: number): NiftiDatatype => ({ name: stored, byteCount, stored })
const other = (name: string, byteCount: number): NiftiDatatype => ({ name, byteCount, stored: null })

/** By the header's `datatype` code (nifti1.h). */
export const NIFTI_DATATYPES: Readonly<Record<number, NiftiDatatype>> = {
  1: other('1-bit binary', 1 / 8),
  2: scalar('uint8', 1),
  4: scalar('int16', 2),
  8: scalar('int32', 4),
  16: scalar('float32', 4),
  32: other('complex64', 8),
  64: scalar('float64', 8),
  128: other('RGB24 colour', 3),
  256: scalar('int8', 1),
  512: scalar('uint16', 2),
  768: scalar('uint32', 4),
  1024: scalar('int64', 8),
  1280: scalar('uint64', 8),
  1536: other('float128', 16),
  1792: other('complex128', 16),
  2048: other('complex256', 32),
  2304: other('RGBA32 colour', 4),
}

export const NIFTI_CODE_BY_STORED_TYPE: Readonly<Record<StoredType, number>> = {
  uint8: 2,
  int16: 4,
  int32: 8,
  float32: 16,
  float64: 64,
  int8: 256,
  uint16: 512,
  uint32: 768,
  int64: 1024,
  uint64: 1280,
}
