import type { MeanAndSd } from '../experiment/results'

/** Mean and sample standard deviation (n − 1) of what is defined; nulls are left out. Null where there is too little: mean of none, sd of one. */
export function meanAndSd(values: readonly (number | null)[]): MeanAndSd {
  const defined = values.filter((value) => value !== null)
  const count = defined.length
  if (count === 0) return { mean: null, sd: null, count }
  const mean = defined.reduce((sum, value) => sum + value, 0) / count
  if (count === 1) return { mean, sd: null, count }
  const squares = defined.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, sd: Math.sqrt(squares / (count - 1)), count }
}
