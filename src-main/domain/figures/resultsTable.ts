import { configurationsOf, variantsOf, type Configuration } from '../analysis/configurations'
import {
  describeCount,
  describeMeanAndSd,
  describeNumber,
  describePercent,
  describeVolumeFraction,
} from '../analysis/describeNumbers'
import { foregroundByCase, type ForegroundMetric } from '../analysis/foregroundByCase'
import type { Results, RunResult } from '../experiment/results'
import { meanAndSd } from '../statistics/meanAndSd'
import { cell, type TableCell, type TableSpec } from './TableSpec'

const COLUMNS: TableSpec['columns'] = [
  { label: 'Network', align: 'left' },
  { label: 'ρ', align: 'right' },
  { label: 's', align: 'right' },
  { label: 'Policy', align: 'left' },
  { label: 'Masks between', align: 'left' },
  { label: 'Budget', align: 'right' },
  { label: 'Annotated', align: 'right' },
  { label: 'Seeds', align: 'right' },
  { label: 'IoU', align: 'right' },
  { label: 'Pooled IoU', align: 'right' },
  { label: 'Dice', align: 'right' },
  { label: 'HD95 (mm)', align: 'right' },
  { label: 'ASSD (mm)', align: 'right' },
]

/** Columns that a reader does without where they say the same in every row. */
const DROPPED_WHERE_CONSTANT = ['Network', 'Seeds', 'Masks between']

/** One row for each cell of the grid, seeds averaged: dense references first, then by budget. What is the same in all rows is said in the caption. */
export function resultsTable(results: Results): TableSpec {
  const rows = variantsOf(results).flatMap(({ label, sparseRuns, denseRuns }) => [
    ...cellRows(label, denseRuns, 'dense reference'),
    ...cellRows(label, sparseRuns, null),
  ])
  const isShown = COLUMNS.map(
    ({ label }, column) =>
      !DROPPED_WHERE_CONSTANT.includes(label) || new Set(rows.map((cells) => cells[column].text)).size > 1,
  )
  const constants = COLUMNS.flatMap(({ label }, column) =>
    isShown[column] || rows.length === 0 ? [] : [`${label.toLowerCase()} ${rows[0][column].text}`],
  )
  return {
    id: 'results',
    title: 'Results on the test cases',
    caption:
      `${constants.length === 0 ? '' : `In all rows: ${constants.join(', ')}. `}Mean ± standard deviation over test cases of the foreground mean, seeds averaged for each case first; pooled IoU is the sum of intersections over the sum of unions of all test cases ` +
      '(per class, then averaged). Budget: ρ·s·T, nominal; annotated: slices in fact annotated, after rounding in every volume. “n = …”: cases with a distance, where a class was missing from some predictions.',
    columns: COLUMNS.filter((_, column) => isShown[column]),
    rows: rows.map((cells) => cells.filter((_, column) => isShown[column])),
  }
}

function cellRows(variant: string, runs: readonly RunResult[], policyText: string | null): TableCell[][] {
  return configurationsOf(runs).flatMap((configuration) =>
    [...Map.groupBy(configuration.runs, (run) => run.configuration.policy)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([policy, seeds]) => row(variant, policyText ?? policy, configuration, seeds)),
  )
}

function row(variant: string, policy: string, configuration: Configuration, seeds: readonly RunResult[]): TableCell[] {
  const scored = foregroundByCase(seeds, 'iou').size
  const score = (metric: ForegroundMetric, digits: number): TableCell => {
    const summary = meanAndSd([...foregroundByCase(seeds, metric).values()])
    const missing = summary.count < scored ? ` (n = ${summary.count})` : ''
    return cell(describeMeanAndSd(summary, digits) + missing)
  }
  const annotated = meanAndSd(seeds.map((run) => run.annotatedSliceCount)).mean
  const pooled = meanAndSd(seeds.map((run) => run.pooled.iou)).mean
  return [
    cell(variant),
    cell(describePercent(configuration.densityFraction)),
    cell(describeVolumeFraction(configuration.volumeFraction)),
    cell(policy),
    cell(configuration.propagator ?? 'none'),
    cell(describeCount(configuration.budgetSlices)),
    cell(annotated === null ? '–' : describeCount(annotated)),
    cell(String(seeds.length)),
    score('iou', 3),
    cell(describeNumber(pooled, 3)),
    score('dice', 3),
    score('hd95Mm', 2),
    score('assdMm', 2),
  ]
}
