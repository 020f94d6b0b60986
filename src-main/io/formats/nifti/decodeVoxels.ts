import { SlicewrightError } from '../../../domain/errors'
import type { VoxelArray } from '../../../domain/volume/Volume'
import type { VolumeWarning } from '../../../domain/volume/volumeWarnings'
import type { StoredType } from '../VolumeFormat'

/** `value = slope · stored + intercept`; null where stored values are the values. */
export type Scaling = { readonly slope: number; readonly intercept: number } | null

/**
 * nifti1.h: slope 0 means no scaling, intercept or not. A slope that is no number means the same (nibabel, FSL); an intercept that
 * is none counts as 0.
 */
export function scalingOf(header: { slope: number; intercept: number }): {
  scaling: Scaling
  warnings: VolumeWarning[]
} {
  const { slope } = header
  if (slope === 0 || !Number.isFinite(slope)) return { scaling: null, warnings: [] }
  const hasIntercept = Number.isFinite(header.intercept)
  const intercept = hasIntercept ? header.intercept : 0
  const warnings: VolumeWarning[] = hasIntercept
    ? []
    : [{ code: 'SCALING_INVALID', message: `The intercept is ${header.intercept}; 0 is used with slope ${slope}.` }]
  return { scaling: slope === 1 && intercept === 0 ? null : { slope, intercept }, warnings }
}

/**
 * Real values of stored voxels. Unscaled integers and floats keep their type (64-bit integers go to the smallest of int32,
 * uint32, float64 that holds them all). Scaled ones become float32, or float64 where float32's 24 bits could not tell two
 * neighbouring stored values apart: always for 32- and 64-bit integers and for float64.
 * @param bytes of one channel, in memory of their own; may be overwritten and used for the result
 * @throws SlicewrightError FORMAT_UNSUPPORTED for 64-bit integers beyond ±2^53
 */
export function decodeVoxels(request: {
  bytes: Uint8Array<ArrayBuffer>
  dtype: StoredType
  isLittleEndian: boolean
  scaling: Scaling
  path: string
}): VoxelArray {
  const { bytes, dtype, scaling, path } = request
  if (!request.isLittleEndian) swapBytesInPlace(bytes, dtype)
  const stored = storedValues(bytes.buffer, dtype, path)
  return scaling === null ? stored : scaled(stored, dtype, scaling)
}

function swapBytesInPlace(bytes: Uint8Array<ArrayBuffer>, dtype: StoredType): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (dtype.endsWith('16')) buffer.swap16()
  else if (dtype.endsWith('32')) buffer.swap32()
  else if (dtype.endsWith('64')) buffer.swap64()
}

function storedValues(buffer: ArrayBuffer, dtype: StoredType, path: string): VoxelArray {
  switch (dtype) {
    case 'int8':
      return new Int8Array(buffer)
    case 'uint8':
      return new Uint8Array(buffer)
    case 'int16':
      return new Int16Array(buffer)
    case 'uint16':
      return new Uint16Array(buffer)
    case 'int32':
      return new Int32Array(buffer)
    case 'uint32':
      return new Uint32Array(buffer)
    case 'float32':
      return new Float32Array(buffer)
    case 'float64':
      return new Float64Array(buffer)
    case 'int64':
    case 'uint64':
      return narrowed(new Uint32Array(buffer), dtype, path)
  }
}

/** @param halves low and high 32 bits of each value in turn */
function narrowed(halves: Uint32Array, dtype: 'int64' | 'uint64', path: string): VoxelArray {
  const values = new Float64Array(halves.length / 2)
  let smallest = 0
  let largest = 0
  for (let at = 0; at < values.length; at++) {
    const high = dtype === 'int64' ? halves[2 * at + 1] | 0 : halves[2 * at + 1]
    const value = high * 4294967296 + halves[2 * at]
    values[at] = value
    if (value < smallest) smallest = value
    if (value > largest) largest = value
  }
  if (Math.max(-smallest, largest) > Number.MAX_SAFE_INTEGER)
    throw new SlicewrightError(
      'FORMAT_UNSUPPORTED',
      `${path} holds ${dtype} values from ${smallest} to ${largest}; beyond ±2^53 they cannot be kept exactly. Store it as float64 or a smaller integer type.`,
      { details: { path, smallest, largest } },
    )
  if (smallest >= -2147483648 && largest <= 2147483647) return Int32Array.from(values)
  return smallest >= 0 && largest <= 4294967295 ? Uint32Array.from(values) : values
}

const INTEGER_BITS: Readonly<Partial<Record<StoredType, number>>> = {
  int8: 8,
  uint8: 8,
  int16: 16,
  uint16: 16,
  int32: 32,
  uint32: 32,
  int64: 64,
  uint64: 64,
}

function scaled(stored: VoxelArray, dtype: StoredType, scaling: { slope: number; intercept: number }): VoxelArray {
  const { slope, intercept } = scaling
  const bits = INTEGER_BITS[dtype] ?? 0
  const largestValue = Math.abs(slope) * 2 ** bits + Math.abs(intercept)
  const isFine = dtype === 'float32' || (bits > 0 && Math.abs(slope) >= largestValue * 2 ** -24)
  const values = isFine ? new Float32Array(stored.length) : new Float64Array(stored.length)
  for (let at = 0; at < stored.length; at++) values[at] = slope * stored[at] + intercept
  return values
}
