import type { RunResult } from '../experiment/results'
import { meanAndSd } from '../statistics/meanAndSd'
import type { CaseClassScore } from './scoreCase'

/** What a test set amounts to (method.md A4). */
export interface ScoreSummary extends Pick<RunResult, 'foreground' | 'pooled'> {
  /** Classes of cases that one map has and the other has not: they have no distance and are in no distance mean. */
  readonly undefinedDistanceCount: number
}

/**
 * (i) Mean and standard deviation over cases of the per-case mean over foreground classes, classes absent from both left out;
 * (ii) sum of intersections over sum of unions for each class over all cases, and the mean of those.
 */
export function summariseScores(cases: readonly { readonly classes: readonly CaseClassScore[] }[]): ScoreSummary {
  const over = (metric: 'iou' | 'dice' | 'hd95Mm' | 'assdMm') =>
    meanAndSd(cases.map(({ classes }) => meanAndSd(classes.map((score) => score[metric])).mean))
  const rows = cases.flatMap(({ classes }) => classes)
  const labels = [...new Set(rows.map(({ label }) => label))].sort((a, b) => a - b)
  const pooledClasses = labels.map((label) => {
    const ofLabel = rows.filter((row) => row.label === label)
    const intersectionVoxels = ofLabel.reduce((sum, row) => sum + row.intersectionVoxels, 0)
    const unionVoxels = ofLabel.reduce((sum, row) => sum + row.unionVoxels, 0)
    return { label, iou: unionVoxels === 0 ? null : intersectionVoxels / unionVoxels }
  })
  return {
    foreground: { iou: over('iou'), dice: over('dice'), hd95Mm: over('hd95Mm'), assdMm: over('assdMm') },
    pooled: { classes: pooledClasses, iou: meanAndSd(pooledClasses.map(({ iou }) => iou)).mean },
    undefinedDistanceCount: rows.filter(({ iou, hd95Mm }) => iou !== null && hd95Mm === null).length,
  }
}
