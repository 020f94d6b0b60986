/**
 * Quantile with linear interpolation between order statistics (Hyndman and Fan's type 7, numpy's default).
 * @param sorted ascending, at least one value
 * @param fraction 0 to 1
 */
export function quantileOf(sorted: ArrayLike<number>, fraction: number): number {
  const position = fraction * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (position - below) * (sorted[above] - sorted[below])
}

/** @param values in any order, at least one */
export function medianOf(values: readonly number[]): number {
  return quantileOf(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}
