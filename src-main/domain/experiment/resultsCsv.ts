import type { Results, RunResult } from './results'

type Value = string | number | boolean | null

/** The columns of results.csv, in order, named as in results.json. */
const COLUMNS: readonly (readonly [name: string, of: (run: RunResult, results: Results) => Value])[] = [
  ['experiment', (_, results) => results.experiment],
  ['dataset', (_, results) => results.dataset.name],
  ['cellId', (run) => run.cellId],
  ['runId', (run) => run.runId],
  ['model', (run) => run.configuration.model],
  ['densityFraction', (run) => run.configuration.densityFraction],
  ['volumeFraction', (run) => run.configuration.volumeFraction],
  ['policy', (run) => run.configuration.policy],
  ['propagator', (run) => run.configuration.propagator],
  ['seed', (run) => run.configuration.seed],
  ['steps', (run) => run.configuration.steps],
  ['isDenseReference', (run) => run.isDenseReference],
  ['nominalBudgetSlices', (run) => run.nominalBudgetSlices],
  ['annotatedSliceCount', (run) => run.annotatedSliceCount],
  ['trainingCaseCount', (run) => run.trainingCaseIds.length],
  ['bestValidationMetric', (run) => run.bestValidation.metric],
  ['bestValidationValue', (run) => run.bestValidation.value],
  ['bestValidationStep', (run) => run.bestValidation.step],
  ['testCaseCount', (run) => run.cases.length],
  ['iouMean', (run) => run.foreground.iou.mean],
  ['iouSd', (run) => run.foreground.iou.sd],
  ['diceMean', (run) => run.foreground.dice.mean],
  ['diceSd', (run) => run.foreground.dice.sd],
  ['hd95MmMean', (run) => run.foreground.hd95Mm.mean],
  ['hd95MmSd', (run) => run.foreground.hd95Mm.sd],
  ['assdMmMean', (run) => run.foreground.assdMm.mean],
  ['assdMmSd', (run) => run.foreground.assdMm.sd],
  ['pooledIou', (run) => run.pooled.iou],
]

/** One line a run, in the order of `results.runs`; RFC 4180 with line feeds, numbers in full, undefined ones empty. */
export function resultsCsv(results: Results): string {
  const lines = results.runs.map((run) => COLUMNS.map(([, of]) => field(of(run, results))).join(','))
  return [COLUMNS.map(([name]) => name).join(','), ...lines].map((line) => `${line}\n`).join('')
}

function field(value: Value): string {
  const text = value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
