import type { VoxelArray } from './Volume'

/** Types of voxels that a screen can show without conversion. */
export type DisplayType = 'uint8' | 'int16' | 'uint16' | 'float32'

/** The smallest type that shows every value of a stored type: 32- and 64-bit numbers and scaled ones become float32. */
export function displayTypeOf({ storedType, isScaled }: { storedType: string; isScaled: boolean }): DisplayType {
  if (isScaled) return 'float32'
  if (storedType === 'int8') return 'int16'
  return storedType === 'uint8' || storedType === 'int16' || storedType === 'uint16' ? storedType : 'float32'
}

const ARRAYS = { uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array, float32: Float32Array }

export type DisplayArray = Uint8Array | Int16Array | Uint16Array | Float32Array

export function bytesPerDisplayVoxel(type: DisplayType): number {
  return ARRAYS[type].BYTES_PER_ELEMENT
}

/** The values in the display type: themselves where they have it, else a copy. float64 is rounded to float32. */
export function toDisplayArray(values: VoxelArray, type: DisplayType): DisplayArray {
  const Target = ARRAYS[type]
  return values instanceof Target ? values : Target.from(values)
}

/** Sees little-endian bytes as values of the display type; copies only where they do not lie on a boundary of the type. */
export function displayArrayOf(bytes: Uint8Array, type: DisplayType): DisplayArray {
  const Target = ARRAYS[type]
  const { buffer, byteOffset } = bytes.byteOffset % Target.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice()
  return new Target(buffer as ArrayBuffer, byteOffset, bytes.byteLength / Target.BYTES_PER_ELEMENT)
}
