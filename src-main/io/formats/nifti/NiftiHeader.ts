import { SlicewrightError } from '../../../domain/errors'
import type { StoredType } from '../VolumeFormat'
import { NIFTI_DATATYPES } from './niftiDatatypes'

/** The fields of a NIfTI-1 or NIfTI-2 header that matter here, as stored. */
export interface NiftiHeader {
  readonly version: 1 | 2
  readonly isLittleEndian: boolean
  /** Lengths of the axes in use, at least three. */
  readonly dimensions: readonly number[]
  readonly dtype: StoredType
  readonly bytesPerVoxel: number
  /** Where the voxels begin, behind header and extensions. */
  readonly dataOffset: number
  readonly slope: number
  readonly intercept: number
  /** pixdim[0], whose sign is the qform's handedness, and pixdim[1..3]. */
  readonly qfac: number
  readonly pixdim: readonly [number, number, number]
  readonly spaceUnit: number
  readonly qformCode: number
  readonly sformCode: number
  readonly quaternion: readonly [number, number, number]
  readonly qoffset: readonly [number, number, number]
  /** Row-major 3 × 4, to RAS. */
  readonly srow: readonly number[]
}

export const NIFTI_1_HEADER_BYTES = 348
const NIFTI_2_HEADER_BYTES = 540

export type NiftiKind = { version: 1 | 2; isLittleEndian: boolean; magic: string }

/** Which NIfTI the bytes may begin with, by the length of the header; null if none. `magic` may be anything. */
export function niftiKindOf(bytes: Uint8Array): NiftiKind | null {
  if (bytes.length < 8) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (const isLittleEndian of [true, false]) {
    const headerBytes = view.getInt32(0, isLittleEndian)
    if (headerBytes === NIFTI_2_HEADER_BYTES) {
      const magic = textAt(bytes, 4, 3)
      if (magic === 'n+2' || magic === 'ni2') return { version: 2, isLittleEndian, magic }
    }
    if (headerBytes === NIFTI_1_HEADER_BYTES) return { version: 1, isLittleEndian, magic: textAt(bytes, 344, 3) }
  }
  return null
}

/**
 * @param bytes the first bytes of the file, at least the whole header
 * @throws SlicewrightError FILE_TRUNCATED, FILE_UNREADABLE, FORMAT_UNSUPPORTED
 */
export function parseNiftiHeader(bytes: Uint8Array, kind: NiftiKind, path: string): NiftiHeader {
  const headerBytes = kind.version === 1 ? NIFTI_1_HEADER_BYTES : NIFTI_2_HEADER_BYTES
  if (bytes.length < headerBytes)
    throw new SlicewrightError(
      'FILE_TRUNCATED',
      `${path} is cut short: a NIfTI-${kind.version} header has ${headerBytes} bytes, ${bytes.length} are there. Copy or download it again.`,
      { details: { path, expectedBytes: headerBytes, foundBytes: bytes.length } },
    )
  const field = fieldsOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), kind)
  const datatype = NIFTI_DATATYPES[field.datatype]
  if (datatype?.stored == null)
    throw new SlicewrightError(
      'FORMAT_UNSUPPORTED',
      `${path} stores its voxels as ${datatype?.name ?? `unknown type ${field.datatype}`}; one integer or floating-point number a voxel is needed. Convert it first.`,
      { details: { path, datatype: field.datatype, name: datatype?.name ?? null } },
    )
  return {
    ...field,
    version: kind.version,
    isLittleEndian: kind.isLittleEndian,
    dimensions: dimensionsOf(field.dim, path),
    dtype: datatype.stored,
    bytesPerVoxel: datatype.byteCount,
    // Four bytes behind the header say whether extensions follow; vox_offset points behind those.
    dataOffset: Math.max(headerBytes + 4, Number.isFinite(field.voxOffset) ? Math.floor(field.voxOffset) : 0),
  }
}

function dimensionsOf(dim: readonly number[], path: string): number[] {
  const [rank, ...lengths] = dim
  const used = lengths.slice(0, rank)
  if (!(rank >= 1 && rank <= 7) || used.some((length) => !(length >= 1)))
    throw new SlicewrightError(
      'FILE_UNREADABLE',
      `The header of ${path} is damaged: its dimensions read ${dim.join(', ')}, expected 1 to 7 axes of at least one voxel.`,
      { details: { path, dim } },
    )
  while (used.length < 3) used.push(1)
  return used
}

type Triple = [number, number, number]

/** The offsets of nifti1.h and nifti2.h. */
function fieldsOf(view: DataView, { version, isLittleEndian: le }: NiftiKind) {
  const int16 = (at: number) => view.getInt16(at, le)
  const int32 = (at: number) => view.getInt32(at, le)
  const int64 = (at: number) => Number(view.getBigInt64(at, le))
  const real = version === 1 ? (at: number) => view.getFloat32(at, le) : (at: number) => view.getFloat64(at, le)
  const size = version === 1 ? 4 : 8
  const reals = (at: number, count: number) => Array.from({ length: count }, (_, n) => real(at + n * size))
  const triple = (at: number): Triple => [real(at), real(at + size), real(at + 2 * size)]
  if (version === 1)
    return {
      dim: Array.from({ length: 8 }, (_, n) => int16(40 + 2 * n)),
      datatype: int16(70),
      qfac: real(76),
      pixdim: triple(80),
      voxOffset: real(108),
      slope: real(112),
      intercept: real(116),
      spaceUnit: view.getUint8(123) & 7,
      qformCode: int16(252),
      sformCode: int16(254),
      quaternion: triple(256),
      qoffset: triple(268),
      srow: reals(280, 12),
    }
  return {
    dim: Array.from({ length: 8 }, (_, n) => int64(16 + 8 * n)),
    datatype: int16(12),
    qfac: real(104),
    pixdim: triple(112),
    voxOffset: int64(168),
    slope: real(176),
    intercept: real(184),
    spaceUnit: int32(500) & 7,
    qformCode: int32(344),
    sformCode: int32(348),
    quaternion: triple(352),
    qoffset: triple(376),
    srow: reals(400, 12),
  }
}

function textAt(bytes: Uint8Array, at: number, count: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + count)).replace(/\0.*$/s, '')
}
