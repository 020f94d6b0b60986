import type { VoxelArray } from './Volume'

export interface ValueSummary {
  /** Smallest and largest finite value; null if there is none. */
  readonly range: readonly [number, number] | null
  /** Voxels that are NaN or infinite. */
  readonly nonFiniteCount: number
}

export function summariseValues(data: VoxelArray): ValueSummary {
  let smallest = Number.POSITIVE_INFINITY
  let largest = Number.NEGATIVE_INFINITY
  let nonFiniteCount = 0
  const canBeNonFinite = data instanceof Float32Array || data instanceof Float64Array
  for (let at = 0; at < data.length; at++) {
    const value = data[at]
    // value − value is NaN for NaN and ±Infinity and 0 for the rest.
    if (canBeNonFinite && value - value !== 0) nonFiniteCount++
    else {
      if (value < smallest) smallest = value
      if (value > largest) largest = value
    }
  }
  return { range: smallest <= largest ? [smallest, largest] : null, nonFiniteCount }
}
