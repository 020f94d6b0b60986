import type { RunResult } from '../experiment/results'

export type ForegroundMetric = 'iou' | 'dice' | 'hd95Mm' | 'assdMm'

/**
 * Mean over foreground classes for each test case, then over the runs (replicates) that have a value for it.
 * A class absent from reference and prediction is excluded (contract.md §3), and so is a case of which nothing is left.
 * @returns value by case id
 */
export function foregroundByCase(runs: readonly RunResult[], metric: ForegroundMetric): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>()
  for (const run of runs)
    for (const { caseId, classes } of run.cases) {
      const values = classes.map((score) => score[metric]).filter((value) => value !== null)
      if (values.length === 0) continue
      const sum = sums.get(caseId) ?? { sum: 0, count: 0 }
      sum.sum += values.reduce((total, value) => total + value, 0) / values.length
      sum.count++
      sums.set(caseId, sum)
    }
  return new Map([...sums].map(([caseId, { sum, count }]) => [caseId, sum / count]))
}
