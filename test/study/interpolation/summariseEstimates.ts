import { interpolationByCase } from '../../../src-main/domain/analysis/interpolationScores'
import { meanIou } from './compareWithClassical'
import type { FinishedCell } from './runCell'
import type { StudyHalf } from './studySets'

/** What the annotated slices let expect of a cohort, and what is true of it. */
export interface EstimatePoint {
  readonly set: string
  readonly half: StudyHalf
  readonly method: string
  readonly densityFraction: number
  readonly seed: number
  readonly estimate: number
  readonly low: number
  readonly high: number
  readonly truth: number
}

export interface EstimateSummary {
  readonly points: readonly EstimatePoint[]
  /** Mean over seeds of |estimate − truth| of the cohort's mean; null where nothing was estimated. */
  readonly cohortMeanAbsoluteError: number | null
  /** Mean over cases and seeds of |estimate − truth|. */
  readonly caseMeanAbsoluteError: number | null
  /** Of the cases' 95 % intervals, how many hold the truth. */
  readonly caseCoverageFraction: number | null
}

/** @param cells the seeds of one method at one set and density */
export function summariseEstimates(cells: readonly FinishedCell[]): EstimateSummary {
  const points: EstimatePoint[] = []
  const errors: number[] = []
  let coveredCount = 0
  for (const { cell, cases, estimate } of cells) {
    const truths = interpolationByCase(
      cases.flatMap(({ classes }) => classes),
      'unannotated-slices',
    )
    const truth = meanIou(truths)
    if (estimate.cohort !== null && truth !== null) {
      const { iou, low, high } = estimate.cohort
      const { cohort, method, densityFraction, seed } = cell
      points.push({
        set: cohort.set,
        half: cohort.half,
        method: method.id,
        densityFraction,
        seed,
        estimate: iou,
        low,
        high,
        truth,
      })
    }
    for (const { caseId, estimate: ofCase } of estimate.cases) {
      const trueIou = truths.get(caseId)
      if (ofCase === null || trueIou === undefined) continue
      errors.push(Math.abs(ofCase.iou - trueIou))
      if (trueIou >= ofCase.low && trueIou <= ofCase.high) coveredCount++
    }
  }
  return {
    points,
    cohortMeanAbsoluteError: meanOf(points.map(({ estimate, truth }) => Math.abs(estimate - truth))),
    caseMeanAbsoluteError: meanOf(errors),
    caseCoverageFraction: errors.length === 0 ? null : coveredCount / errors.length,
  }
}

export function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
