import { describeLimitations } from '../../../domain/analysis/describeLimitations'
import { describePercent, describeQuantity, describeCount } from '../../../domain/analysis/describeNumbers'
import {
  describeAgreement,
  describeRecommendation,
  describeSummary,
} from '../../../domain/analysis/describeRecommendations'
import { experimentProgress, type ExperimentProgress } from '../../../domain/analysis/experimentProgress'
import { flattenSettings } from '../../../domain/analysis/describePreprocessing'
import { methodsParagraphs } from '../../../domain/analysis/methodsParagraph'
import { PAPER, paperFinding } from '../../../domain/analysis/paperFindings'
import type { Provenance } from '../../../domain/analysis/provenance'
import { recommendBudgets } from '../../../domain/analysis/recommendBudgets'
import type { Results } from '../../../domain/experiment/results'
import { MINIMUM_CASE_COUNT } from '../../../domain/statistics/comparePaired'
import { interpolationTable } from '../../../domain/figures/interpolationTable'
import { resultsTable } from '../../../domain/figures/resultsTable'
import { cell, type TableSpec } from '../../../domain/figures/TableSpec'
import { figuresHtml, type DrawnFigure } from './figuresHtml'
import { html, trusted, type Html } from './html'
import { PAGE_STYLE } from './pageStyle'
import { tableHtml } from './tableHtml'

/** Says that a file is ours: only a folder whose report.html holds this is ever replaced. */
export const REPORT_GENERATOR = '<meta name="generator" content="Slicewright report">'

/** The whole report as one page that needs nothing else: no script, no picture, font or style from elsewhere. */
export function reportPage({
  results,
  provenance,
  figures,
}: {
  results: Results
  provenance: Provenance | null
  figures: readonly DrawnFigure[]
}): string {
  const progress = experimentProgress(results, provenance)
  const limitations = describeLimitations(results, progress)
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        ${trusted(REPORT_GENERATOR)}
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${results.experiment}: Slicewright report</title>
        <style>
          ${trusted(PAGE_STYLE)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>${results.experiment}</h1>
            <p class="subtitle">Which slices to annotate: results on ${results.dataset.name}</p>
          </header>
          ${summarySection(results, provenance, progress)}
          <section>
            <h2>Results</h2>
            ${results.runs.length === 0 ? html`<p>No run has finished.</p>` : tableHtml(resultsTable(results), { groupColumns: 2 })}
          </section>
          <section>
            <h2>Figures</h2>
            ${figuresHtml(results, figures)}
          </section>
          ${interpolationSection(results)}
          <section>
            <h2>Methods</h2>
            <p class="source">
              Ready to be pasted into a paper. It says what was done, as the results and their provenance record it.
            </p>
            <div class="methods">
              ${methodsParagraphs(results, provenance).map((paragraph) => html`<p>${paragraph}</p>`)}
            </div>
            ${settingsDetails(provenance)}
          </section>
          <section>
            <h2>Limitations</h2>
            <ul>
              ${limitations.map((sentence) => html`<li>${sentence}</li>`)}
            </ul>
          </section>
          ${failuresSection(progress)}
          <footer>
            <p>
              Written by Slicewright. Beside this page: results.csv and results.json (one row or object a run),
              provenance.json, and every figure as SVG. Findings quoted are those of
              <a href="https://arxiv.org/abs/2412.08081">${PAPER}</a>.
            </p>
          </footer>
        </main>
      </body>
    </html> `
  return page.markup
}

function summarySection(results: Results, provenance: Provenance | null, progress: ExperimentProgress): Html {
  const { dataset } = results
  const count = dataset.trainCaseIds.length
  const byVariant = [...Map.groupBy(recommendBudgets(results), ({ variant }) => variant)]
  const agreement = describeAgreement(results)
  return html`<section aria-label="Summary">
    ${progress.isComplete ? null : html`<p class="notice"><strong>Not complete.</strong> ${progress.sentence}${provenance?.writtenAt == null ? '' : ` As of ${provenance.writtenAt.slice(0, 16).replace('T', ' ')} UTC.`}</p>`}
    <dl class="facts">
      ${fact('Runs', progress.plannedRunCount === null ? describeCount(progress.finishedRunCount) : `${describeCount(progress.finishedRunCount)} of ${describeCount(progress.plannedRunCount)}`)}
      ${fact('Training volumes', `${describeCount(count)} (${describeCount(dataset.trainingSliceCount)} slices)`)}
      ${fact('Test cases', describeCount(dataset.testCaseIds.length))} ${fact('Split by', dataset.splitBy)}
      ${provenance?.device?.deviceId == null ? null : fact('Device', provenance.device.deviceId)}
    </dl>
    <h2>Recommendation</h2>
    ${describeSummary(results).map((sentence) => html`<p>${sentence}</p>`)}
    ${byVariant.map(
      ([variant, recommendations]) =>
        html` ${byVariant.length > 1 ? html`<h3>${variant}</h3>` : null}
          <ul>
            ${recommendations.map((recommendation) => html`<li>${describeRecommendation(recommendation, count)}</li>`)}
          </ul>`,
    )}
    ${
      byVariant.length === 0
        ? html`<p>No configuration with sparse labels has finished, so there is nothing to recommend.</p>`
        : html`<p class="source">
              Leads are differences of mean test IoU, paired by test case, with ${describePercent(0.95)} bootstrap
              intervals in brackets. Where an interval contains 0, or there are fewer than ${MINIMUM_CASE_COUNT} cases,
              the two cannot be told apart.
            </p>
            <div class="finding"><p>${paperFinding('volumes-first')} (${PAPER}) ${agreement}</p></div>`
    }
  </section>`
}

function fact(name: string, value: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`
}

function interpolationSection(results: Results): Html | null {
  const table = interpolationTable(results)
  if (table === null) return null
  return html`<section>
    <h2>Quality of interpolated masks</h2>
    <p>
      How far masks between annotated slices can be trusted on these data, measured where a person annotated every
      slice. Look here before training on them.
    </p>
    ${tableHtml(table, { groupColumns: 2 })}
  </section>`
}

/** Everything that was set, from the experiment's spec. */
function settingsDetails(provenance: Provenance | null): Html | null {
  const settings = flattenSettings(provenance?.spec ?? null)
  if (settings.length === 0) return null
  const table: TableSpec = {
    id: 'settings',
    title: 'Settings',
    caption:
      'The experiment’s spec, defaults filled in. provenance.json has it with versions, machine, cases and the hash of every file.',
    columns: [
      { label: 'Setting', align: 'left' },
      { label: 'Value', align: 'left' },
    ],
    rows: settings.map(([key, value]) => [cell(key), cell(value)]),
  }
  return html`<details>
    <summary>All settings</summary>
    ${tableHtml(table)}
  </details>`
}

function failuresSection({ failures }: ExperimentProgress): Html | null {
  if (failures.length === 0) return null
  return html`<section>
    <h2>Failed runs</h2>
    <p>
      ${describeQuantity(failures.length, 'run')} failed and ${failures.length === 1 ? 'is' : 'are'} in no table or
      figure. Running the experiment again tries them once more.
    </p>
    <ul>
      ${failures.map(({ cellId, runId, code, message }) => html`<li><strong>${cellId}</strong> (run ${runId}): ${message} [${code}]</li>`)}
    </ul>
  </section>`
}
