import { describeRecommendation, describeSummary } from '../../domain/analysis/describeRecommendations'
import { recommendBudgets } from '../../domain/analysis/recommendBudgets'
import type { Results } from '../../domain/experiment/results'
import { resultsTable } from '../../domain/figures/resultsTable'
import type { TableSpec } from '../../domain/figures/TableSpec'

/** Results and recommendation as plain text, for a terminal. */
export function describeResults(results: Results): string {
  if (results.runs.length === 0) return 'No run has finished.'
  const recommendations = recommendBudgets(results).map(
    (recommendation) => `  ${describeRecommendation(recommendation, results.dataset.trainCaseIds.length)}`,
  )
  return [
    `${results.experiment} on ${results.dataset.name}: test scores, mean ± sd over ${results.dataset.testCaseIds.length} cases`,
    '',
    tableText(resultsTable(results)),
    '',
    ...describeSummary(results),
    ...recommendations,
  ].join('\n')
}

/** Columns two spaces apart, numbers to the right. */
function tableText({ columns, rows }: TableSpec): string {
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
