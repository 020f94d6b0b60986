import type { VoxelArray } from '../../../domain/volume/Volume'
import { summariseValues } from '../../../domain/volume/valueRange'
import type { StoredArray } from './storedPixels'

/** Whole numbers beyond this are not exact as Float32. */
const EXACT_FLOAT32 = 2 ** 24

/**
 * Stored pixels to values: value = stored × slope + intercept, with the numbers of each slice (PET has its own for every one).
 * The result is Int16 where that holds every value exactly, Float32 where whole numbers stay exact or values are no whole
 * numbers anyway, Int32 or Float64 for whole numbers that need more.
 * @param scalings one for each slice; all slices have the same number of voxels
 */
export function rescaleVolume(
  stored: StoredArray,
  scalings: readonly { readonly slope: number; readonly intercept: number }[],
): VoxelArray {
  const perSlice = stored.length / scalings.length
  const isIdentity = scalings.every(({ slope, intercept }) => slope === 1 && intercept === 0)
  const isWhole =
    !(stored instanceof Float32Array || stored instanceof Float64Array) &&
    scalings.every(({ slope, intercept }) => Number.isInteger(slope) && Number.isInteger(intercept))
  if (isIdentity && (stored instanceof Int16Array || stored instanceof Float32Array)) return stored
  const [smallest, largest] = isWhole ? rangeOf(stored, scalings) : [0, 0]
  const values = !isWhole
    ? stored instanceof Float64Array
      ? new Float64Array(stored.length)
      : new Float32Array(stored.length)
    : smallest >= -32768 && largest <= 32767
      ? new Int16Array(stored.length)
      : Math.max(-smallest, largest) <= EXACT_FLOAT32
        ? new Float32Array(stored.length)
        : smallest >= -(2 ** 31) && largest < 2 ** 31
          ? new Int32Array(stored.length)
          : new Float64Array(stored.length)
  for (const [slice, { slope, intercept }] of scalings.entries())
    for (let at = slice * perSlice; at < (slice + 1) * perSlice; at++) values[at] = stored[at] * slope + intercept
  return values
}

function rangeOf(
  stored: StoredArray,
  scalings: readonly { readonly slope: number; readonly intercept: number }[],
): [number, number] {
  const perSlice = stored.length / scalings.length
  let [smallest, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const [slice, { slope, intercept }] of scalings.entries()) {
    const { range } = summariseValues(stored.subarray(slice * perSlice, (slice + 1) * perSlice))
    if (range === null) continue
    const ends = range.map((end) => end * slope + intercept)
    smallest = Math.min(smallest, ...ends)
    largest = Math.max(largest, ...ends)
  }
  return [smallest, largest]
}

/** The values of one slice, each as exact as a number can be. */
export function scaleSlice(
  stored: StoredArray,
  { slope, intercept }: { readonly slope: number; readonly intercept: number },
): VoxelArray {
  if (slope === 1 && intercept === 0) return stored
  return Float64Array.from(stored, (pixel) => pixel * slope + intercept)
}
