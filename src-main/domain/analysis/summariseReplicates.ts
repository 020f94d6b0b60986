import type { RunResult } from '../experiment/results'
import { bootstrapMean, type Interval } from '../statistics/bootstrapInterval'
import { replicateKeyOf } from './configurations'
import { foregroundByCase } from './foregroundByCase'

export interface ReplicateSummary {
  /** Mean over test cases of the mean over replicates of the foreground IoU. */
  readonly iou: number
  /** Bootstrap over test cases, replicates averaged first; null with fewer than two cases. */
  readonly interval: Interval | null
  /** Mean IoU of each replicate, in the order of the runs; empty where there is only one. */
  readonly replicates: readonly number[]
}

/** @returns null if no test case has a value */
export function summariseReplicates(runs: readonly RunResult[]): ReplicateSummary | null {
  const iou = meanOf(foregroundByCase(runs, 'iou'))
  if (iou === null) return null
  const replicates = [...Map.groupBy(runs, replicateKeyOf).values()]
    .map((replicate) => meanOf(foregroundByCase(replicate, 'iou')))
    .filter((value) => value !== null)
  return {
    iou,
    interval: bootstrapMean(sortedValues(foregroundByCase(runs, 'iou'))),
    replicates: replicates.length > 1 ? replicates : [],
  }
}

/** Values in order of case id, so that the same bootstrap indices mean the same cases everywhere. */
export function sortedValues(byCase: ReadonlyMap<string, number>): number[] {
  return [...byCase].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
}

export function meanOf(byCase: ReadonlyMap<string, number>): number | null {
  if (byCase.size === 0) return null
  return sortedValues(byCase).reduce((sum, value) => sum + value, 0) / byCase.size
}
