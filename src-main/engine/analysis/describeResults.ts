import { describeRecommendation, describeSummary } from '../../domain/analysis/describeRecommendations'
import { recommendBudgets } from '../../domain/analysis/recommendBudgets'
import type { Results } from '../../domain/experiment/results'
import { resultsTable } from '../../domain/figures/resultsTable'
import type { TableSpec } from '../../domain/figures/TableSpec'

/** Columns that a terminal does without where they say the same in every row. */
const DROPPED_WHERE_CONSTANT = ['Network', 'Seeds', 'Masks between']

/** Results and recommendation as plain text, for `run` and the demo. */
export function describeResults(results: Results): string {
  if (results.runs.length === 0) return 'No run has finished.'
  const recommendations = recommendBudgets(results).map(
    (recommendation) => `  ${describeRecommendation(recommendation, results.dataset.trainCaseIds.length)}`,
  )
  return [
    `${results.experiment} on ${results.dataset.name}: test scores, mean ± sd over ${results.dataset.testCaseIds.length} cases`,
    '',
    tableText(withoutConstantColumns(resultsTable(results))),
    '',
    ...describeSummary(results),
    ...recommendations,
  ].join('\n')
}

/** Columns two spaces apart, numbers to the right. */
export function tableText({ columns, rows }: TableSpec): string {
  const widths = columns.map(({ label }, column) =>
    Math.max(label.length, ...rows.map((cells) => cells[column].text.length)),
  )
  const line = (texts: readonly string[]) =>
    texts
      .map((text, column) =>
        columns[column].align === 'right' ? text.padStart(widths[column]) : text.padEnd(widths[column]),
      )
      .join('  ')
      .trimEnd()
  return [
    line(columns.map(({ label }) => label)),
    line(widths.map((width) => '─'.repeat(width))),
    ...rows.map((cells) => line(cells.map(({ text }) => text))),
  ].join('\n')
}

function withoutConstantColumns(table: TableSpec): TableSpec {
  const isShown = table.columns.map(
    ({ label }, column) =>
      !DROPPED_WHERE_CONSTANT.includes(label) || new Set(table.rows.map((cells) => cells[column].text)).size > 1,
  )
  return {
    ...table,
    columns: table.columns.filter((_, column) => isShown[column]),
    rows: table.rows.map((cells) => cells.filter((_, column) => isShown[column])),
  }
}
