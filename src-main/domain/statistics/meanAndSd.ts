import type { MeanAndSd } from '../experiment/results'

/**
 * Mean and sample standard deviation (n − 1 in the denominator) of the values that are there.
 * @param values nulls are left out and not counted
 * @returns `mean` null without a value, `sd` null with fewer than two
 */
export function meanAndSd(values: readonly (number | null)[]): MeanAndSd {
  const present = values.filter((value) => value !== null)
  const count = present.length
  if (count === 0) return { mean: null, sd: null, count }
  const mean = present.reduce((sum, value) => sum + value, 0) / count
  if (count === 1) return { mean, sd: null, count }
  const squares = present.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, sd: Math.sqrt(squares / (count - 1)), count }
}
