import { interpolationByCase } from '../../../src-main/domain/analysis/interpolationScores'
import { bootstrapMean, type Interval } from '../../../src-main/domain/statistics/bootstrapInterval'
import { meanAndSd } from '../../../src-main/domain/statistics/meanAndSd'
import { compareWithClassical, meanIou, type AgainstClassical, type IouByCase } from './compareWithClassical'
import { iouByHops, type IouAtHops } from './iouByHops'
import { judgeGoals, type JudgedGoal } from './judgeGoals'
import type { MeasuredClass } from './measureCase'
import type { FinishedCell } from './runCell'
import { CLASSICAL_METHOD_IDS } from './studyMethods'
import type { StudyHalf } from './studySets'
import { summariseEstimates, type EstimatePoint, type EstimateSummary } from './summariseEstimates'

interface Score {
  /** Over cases, of the mean over classes and then seeds. */
  readonly mean: number | null
  readonly sd: number | null
  readonly count: number
  readonly interval: Interval | null
}

/** One method on one half of a set at one density, all seeds together. */
export interface StudyEntry {
  readonly set: string
  readonly half: StudyHalf
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  readonly densityFraction: number
  readonly seeds: readonly number[]
  readonly caseCount: number
  readonly unannotatedSlices: Score
  readonly allSlices: Score
  /** Over cases; `undefinedCount` of `classCount` classes (of cases and seeds) are missing from the filled volume. */
  readonly hd95Mm: { mean: number | null; sd: number | null; undefinedCount: number; classCount: number }
  readonly byHops: readonly IouAtHops[]
  readonly againstClassical: AgainstClassical | null
  readonly estimate: EstimateSummary
}

export interface StudySummary {
  readonly entries: readonly StudyEntry[]
  readonly goals: readonly JudgedGoal[]
  readonly estimates: readonly EstimatePoint[]
}

/** @param finished the cells of which every seed is computed, in the order of the study */
export function summariseStudy(finished: readonly FinishedCell[]): StudySummary {
  const measured = [...Map.groupBy(finished, groupOf).values()].map((group) => {
    const classes = group.flatMap(({ cases }) => cases.flatMap((each) => each.classes))
    return { group, classes, byCase: interpolationByCase(classes, 'unannotated-slices') }
  })
  const entries = measured.map(({ group, classes, byCase }): StudyEntry => {
    const { cohort, method, densityFraction } = group[0].cell
    const here = measured.filter((each) => {
      const other = each.group[0].cell
      return other.cohort === cohort && other.densityFraction === densityFraction
    })
    const classical = new Map(
      here.map((each) => [each.group[0].cell.method.id, each.byCase] as const).filter(([id]) => isClassical(id)),
    )
    return {
      set: cohort.set,
      half: cohort.half,
      method: method.id,
      params: method.params,
      densityFraction,
      seeds: group.map(({ cell }) => cell.seed),
      caseCount: cohort.cases.length,
      unannotatedSlices: scoreOf(byCase),
      allSlices: scoreOf(interpolationByCase(classes, 'all-slices')),
      hd95Mm: hd95Of(classes),
      byHops: iouByHops(classes),
      againstClassical: compareWithClassical(byCase, classical),
      estimate: summariseEstimates(group),
    }
  })
  return {
    entries,
    goals: judgeGoals(entries),
    estimates: entries.flatMap(({ estimate }) => estimate.points),
  }
}

export function isClassical(methodId: string): boolean {
  return CLASSICAL_METHOD_IDS.includes(methodId)
}

function groupOf({ cell }: FinishedCell): string {
  const { cohort, method, densityFraction } = cell
  return [cohort.set, cohort.half, method.id, densityFraction].join(' ')
}

function scoreOf(byCase: IouByCase): Score {
  const values = [...byCase].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, iou]) => iou)
  const { sd, count } = meanAndSd(values)
  return { mean: meanIou(byCase), sd, count, interval: bootstrapMean(values) }
}

function hd95Of(classes: readonly MeasuredClass[]): StudyEntry['hd95Mm'] {
  const present = classes.filter(({ iouAllSlices }) => iouAllSlices !== null)
  const means = [...Map.groupBy(present, ({ caseId }) => caseId).values()].map(
    (ofCase) => meanAndSd(ofCase.map(({ hd95Mm }) => hd95Mm)).mean,
  )
  const { mean, sd } = meanAndSd(means)
  return {
    mean,
    sd,
    undefinedCount: present.filter(({ hd95Mm }) => hd95Mm === null).length,
    classCount: present.length,
  }
}
