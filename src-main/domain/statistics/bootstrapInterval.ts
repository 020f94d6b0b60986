import { SeededRandom } from '../random/SeededRandom'
import { quantileOf } from './quantileOf'

export interface Interval {
  readonly low: number
  readonly high: number
}

/** How every interval of the report is made; the methods paragraph quotes these numbers. */
export const BOOTSTRAP = { resampleCount: 2000, confidenceFraction: 0.95, seed: 2412 } as const

/**
 * Percentile bootstrap interval (Efron 1979) of any statistic of `itemCount` independent items, here test cases.
 * Two calls with the same `itemCount` and `seed` draw the same resamples, so intervals of one report are comparable.
 * @param statistic given `itemCount` indices drawn with replacement; null where it is undefined for that resample, which is then left out
 * @returns null with fewer than two items, or if the statistic is undefined for more than half of the resamples
 */
export function bootstrapInterval({
  itemCount,
  statistic,
  seed = BOOTSTRAP.seed,
  resampleCount = BOOTSTRAP.resampleCount,
  confidenceFraction = BOOTSTRAP.confidenceFraction,
}: {
  itemCount: number
  statistic: (itemIndices: Int32Array) => number | null
  seed?: number
  resampleCount?: number
  confidenceFraction?: number
}): Interval | null {
  if (itemCount < 2) return null
  const random = SeededRandom.for(seed, 'bootstrap', itemCount)
  const itemIndices = new Int32Array(itemCount)
  const values = new Float64Array(resampleCount)
  let definedCount = 0
  for (let resample = 0; resample < resampleCount; resample++) {
    for (let n = 0; n < itemCount; n++) itemIndices[n] = random.integer(itemCount)
    const value = statistic(itemIndices)
    if (value !== null) values[definedCount++] = value
  }
  if (definedCount < resampleCount / 2) return null
  const sorted = values.subarray(0, definedCount).sort()
  const tail = (1 - confidenceFraction) / 2
  return { low: quantileOf(sorted, tail), high: quantileOf(sorted, 1 - tail) }
}

/** Bootstrap interval of the mean over items. */
export function bootstrapMean(values: readonly number[]): Interval | null {
  return bootstrapInterval({
    itemCount: values.length,
    statistic: (indices) => {
      let sum = 0
      for (const index of indices) sum += values[index]
      return sum / indices.length
    },
  })
}
