import { figures } from '../../catalog/figures'
import type { AnalysisTable, AnalysisView } from '../../contract/report'
import { describeLimitations } from '../../domain/analysis/describeLimitations'
import { describeRecommendation, describeSummary } from '../../domain/analysis/describeRecommendations'
import { experimentProgress } from '../../domain/analysis/experimentProgress'
import { methodsParagraphs } from '../../domain/analysis/methodsParagraph'
import { recommendBudgets } from '../../domain/analysis/recommendBudgets'
import { NO_PROPAGATOR } from '../../domain/experiment/experimentSpec'
import type { Results } from '../../domain/experiment/results'
import { figureTable } from '../../domain/figures/figureTable'
import { resultsTable } from '../../domain/figures/resultsTable'
import type { TableSpec } from '../../domain/figures/TableSpec'
import { readReportInput } from './reportInput'

/** What to show; null is everything. `none` among the propagators: runs that train on the annotated slices alone. */
interface ResultsFilter {
  readonly models: readonly string[] | null
  readonly policies: readonly string[] | null
  readonly propagators: readonly string[] | null
}

/**
 * The report of an experiment for a window, also while its grid runs: figures and tables of the runs that pass the filter. The dense
 * reference of a network stays whatever the policies and propagators, since all others are compared with it.
 * @throws SlicewrightError as `readReportInput`
 */
export async function viewReport({
  workspacePath,
  experiment,
  filter,
}: {
  workspacePath: string
  experiment: string
  filter: ResultsFilter
}): Promise<AnalysisView> {
  const { results: all, provenance } = await readReportInput({ workspacePath, experiment })
  const results = filtered(all, filter)
  const progress = experimentProgress(all, provenance)
  return {
    experiment: all.experiment,
    dataset: all.dataset.name,
    classNames: Object.values(all.dataset.classNames),
    finishedRunCount: progress.finishedRunCount,
    plannedRunCount: progress.plannedRunCount,
    progress: progress.sentence,
    available: availableIn(all),
    figures: figures.entries.map((definition) => {
      const { id, title } = definition
      const outcome = results.runs.length === 0 ? null : definition.draw(results)
      if (outcome?.kind === 'drawn') {
        const { figure } = outcome
        return { id, title, caption: figure.caption, spec: figure, reason: null, table: tableOf(figureTable(figure)) }
      }
      const reason = outcome?.reason ?? 'No run passes the filter.'
      return { id, title, caption: '', spec: null, reason, table: null }
    }),
    results: tableOf(resultsTable(results)),
    summary: describeSummary(results),
    recommendations: recommendBudgets(results).map((each) =>
      describeRecommendation(each, results.dataset.trainCaseIds.length),
    ),
    limitations: describeLimitations(results, progress),
    methods: methodsParagraphs(all, provenance).join('\n\n'),
  }
}

function filtered(results: Results, { models, policies, propagators }: ResultsFilter): Results {
  const passes = (allowed: readonly string[] | null, found: string) => allowed === null || allowed.includes(found)
  return {
    ...results,
    runs: results.runs.filter(
      ({ configuration, isDenseReference }) =>
        passes(models, configuration.model) &&
        (isDenseReference ||
          (passes(policies, configuration.policy) && passes(propagators, configuration.propagator ?? NO_PROPAGATOR))),
    ),
    interpolationQuality: results.interpolationQuality.filter(
      ({ policy, propagator }) => passes(policies, policy) && passes(propagators, propagator),
    ),
  }
}

function availableIn({ runs, interpolationQuality }: Results): AnalysisView['available'] {
  const sorted = (values: readonly string[]) => [...new Set(values)].sort()
  const sparse = runs.filter(({ isDenseReference }) => !isDenseReference).map(({ configuration }) => configuration)
  return {
    models: sorted(runs.map(({ configuration }) => configuration.model)),
    policies: sorted([...sparse, ...interpolationQuality].map(({ policy }) => policy)),
    propagators: sorted([...sparse, ...interpolationQuality].map(({ propagator }) => propagator ?? NO_PROPAGATOR)),
  }
}

function tableOf({ caption, columns, rows }: TableSpec): AnalysisTable {
  return {
    caption,
    columns: columns.map(({ label, align }) => ({ name: label, isNumeric: align === 'right' })),
    rows: rows.map((cells) => cells.map(({ text }) => text)),
  }
}
