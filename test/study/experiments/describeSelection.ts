import {
  describePercent,
  describeSigned,
  describeVolumeFraction,
} from '../../../src-main/domain/analysis/describeNumbers'
import { foregroundByCase } from '../../../src-main/domain/analysis/foregroundByCase'
import { summariseReplicates } from '../../../src-main/domain/analysis/summariseReplicates'
import type { Results, RunResult } from '../../../src-main/domain/experiment/results'
import type { Interval } from '../../../src-main/domain/statistics/bootstrapInterval'
import { comparePaired } from '../../../src-main/domain/statistics/comparePaired'
import { describeIou, markdownTable, withInterval } from '../markdown'
import { describeSetting, seedOf, withSameSeeds } from './matchedRuns'

/** What the others are compared with: nobody has to do anything for it. */
const BASELINE = 'fixed-interval'

interface SelectionRow {
  readonly densityFraction: number
  readonly volumeFraction: number
  readonly policy: string
  readonly seeds: readonly number[]
  readonly iou: number
  /** 95 % bootstrap over test cases, seeds averaged first. */
  readonly interval: Interval | null
  /** IoU / mean IoU of all policies at this ρ and s, minus 1 (the paper's Figure 5). */
  readonly relativeScore: number
  /** Against fixed interval, paired by test case; null for fixed interval itself. */
  readonly againstFixed: { difference: number; interval: Interval | null; canBeToldApart: boolean } | null
}

export function describeSelection(results: Results): { introduction: string; tables: string; rows: SelectionRow[] } {
  const rows = selectionRows(results)
  const table = markdownTable(
    ['ρ', 's', 'policy', 'test IoU (95 % interval)', 'relative score', 'against fixed interval', 'told apart'],
    rows.map(({ densityFraction, volumeFraction, policy, iou, interval, relativeScore, againstFixed }) => [
      describePercent(densityFraction),
      describeVolumeFraction(volumeFraction),
      policy,
      withInterval(iou, interval, describeIou),
      `${describeSigned(100 * relativeScore, 1)} %`,
      againstFixed === null
        ? ''
        : withInterval(againstFixed.difference, againstFixed.interval, (value) => describeSigned(value, 3)),
      againstFixed === null
        ? ''
        : againstFixed.canBeToldApart
          ? againstFixed.difference > 0
            ? 'better'
            : 'worse'
          : 'no',
    ]),
  )
  return {
    introduction: `# Selecting slices

Test IoU of a 2D network by the policy that chose the annotated slices, all else equal (the paper's Figure 5). ${describeSetting(results)} The relative score is
IoU / mean IoU of all policies at the same ρ and s, minus 1. Differences are paired by test case, seeds averaged first.

Made by \`npm run study:selection\` (\`test/study/selection.ts\`) from the experiment's \`results.json\`; not to be edited by hand.`,
    tables: table,
    rows,
  }
}

function selectionRows({ runs }: Results): SelectionRow[] {
  const sparse = runs.filter((run) => !run.isDenseReference)
  const groups = Map.groupBy(sparse, ({ configuration: { densityFraction, volumeFraction } }) =>
    JSON.stringify([densityFraction, volumeFraction]),
  )
  return [...groups.values()]
    .sort(
      ([{ configuration: a }], [{ configuration: b }]) =>
        a.densityFraction - b.densityFraction || a.volumeFraction - b.volumeFraction,
    )
    .flatMap(rowsOfConfiguration)
}

/** @param same runs of one ρ and s */
function rowsOfConfiguration(same: readonly RunResult[]): SelectionRow[] {
  const byPolicy = [...Map.groupBy(same, ({ configuration: { policy } }) => policy)].flatMap(([policy, runs]) => {
    const summary = summariseReplicates(runs)
    return summary === null ? [] : [{ policy, runs, summary }]
  })
  const mean = byPolicy.reduce((sum, { summary }) => sum + summary.iou, 0) / byPolicy.length
  const baseline = byPolicy.find(({ policy }) => policy === BASELINE)?.runs ?? []
  return byPolicy.map(({ policy, runs, summary: { iou, interval } }) => ({
    densityFraction: runs[0].configuration.densityFraction,
    volumeFraction: runs[0].configuration.volumeFraction,
    policy,
    seeds: runs.map(seedOf),
    iou,
    interval,
    relativeScore: mean === 0 ? 0 : iou / mean - 1,
    againstFixed: policy === BASELINE ? null : againstBaseline(runs, baseline),
  }))
}

function againstBaseline(runs: readonly RunResult[], baseline: readonly RunResult[]): SelectionRow['againstFixed'] {
  const [first, second] = withSameSeeds(runs, baseline)
  const compared = comparePaired(foregroundByCase(first, 'iou'), foregroundByCase(second, 'iou'))
  if (compared === null) return null
  const { meanDifference: difference, interval, canBeToldApart } = compared
  return { difference, interval, canBeToldApart }
}
