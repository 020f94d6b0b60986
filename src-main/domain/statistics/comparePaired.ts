import { bootstrapMean, type Interval } from './bootstrapInterval'

/**
 * Fewer pairs cannot tell two methods apart, whatever the bootstrap says: of all 2^n ways to swap the sides of n pairs, two are as extreme as a
 * lead in every pair, and 2 / 2^5 is still more than 5 %.
 */
export const MINIMUM_CASE_COUNT = 6

export interface PairedComparison {
  /** Mean over cases of first − second. */
  readonly meanDifference: number
  readonly caseCount: number
  /** 95 % percentile bootstrap over cases; null with fewer than two cases. */
  readonly interval: Interval | null
  /** True only if the interval excludes 0 and there are at least MINIMUM_CASE_COUNT cases. */
  readonly canBeToldApart: boolean
}

/**
 * Compares two methods measured on the same cases: resampling pairs keeps what the cases have in common out of the interval.
 * @param first value by case id; cases that only one side has are left out
 * @returns null if no case is on both sides
 */
export function comparePaired(
  first: ReadonlyMap<string, number>,
  second: ReadonlyMap<string, number>,
): PairedComparison | null {
  const differences: number[] = []
  for (const caseId of [...first.keys()].sort()) {
    const a = first.get(caseId)
    const b = second.get(caseId)
    if (a !== undefined && b !== undefined) differences.push(a - b)
  }
  if (differences.length === 0) return null
  const interval = bootstrapMean(differences)
  return {
    meanDifference: differences.reduce((sum, value) => sum + value, 0) / differences.length,
    caseCount: differences.length,
    interval,
    canBeToldApart:
      differences.length >= MINIMUM_CASE_COUNT && interval !== null && (interval.low > 0 || interval.high < 0),
  }
}
