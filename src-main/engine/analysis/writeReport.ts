import { figures } from '../../catalog/figures'
import type { ReportRequest, ReportResult } from '../../contract/report'
import { describeSummary } from '../../domain/analysis/describeRecommendations'
import { experimentProgress } from '../../domain/analysis/experimentProgress'
import { throwIfCancelled } from '../../domain/errors'
import type { JobContext } from '../jobs/JobRunner'
import { publishFolder, refuseForeignFolder } from './reportFolder'
import { readReportInput } from './reportInput'
import type { DrawnFigure } from './reportPage/figuresHtml'
import { reportPage } from './reportPage/reportPage'
import { describeResults } from './describeResults'

/**
 * Writes report.html, results.csv, results.json, provenance.json and figures/*.svg. The workspace is only read; the same files in it
 * give the same report.
 * @throws SlicewrightError OUTPUT_EXISTS if the folder holds anything but an earlier report; those of `readReportInput`; CANCELLED
 */
export async function writeReport(
  { workspacePath, outputPath, experiment }: ReportRequest,
  { signal, report }: Pick<JobContext, 'signal' | 'report'>,
): Promise<ReportResult> {
  await refuseForeignFolder(outputPath)
  const { results, provenance, copies } = await readReportInput({ workspacePath, experiment })
  // The plotting library takes a third of a second to load, which no other command should wait for.
  const { renderSvg } = await import('../../figures/renderSvg')

  const drawn: DrawnFigure[] = []
  const total = figures.entries.length
  for (const definition of figures.entries) {
    throwIfCancelled(signal, 'The report')
    report({ stage: 'drawing', done: drawn.length, total, unit: 'figures' })
    const { id, title, follows } = definition
    const outcome = definition.draw(results)
    drawn.push({
      id,
      title,
      follows,
      outcome:
        outcome.kind === 'drawn'
          ? { figure: outcome.figure, svg: await renderSvg(outcome.figure) }
          : { reason: outcome.reason },
    })
  }
  report({ stage: 'drawing', done: total, total, unit: 'figures' })

  const files = new Map<string, Uint8Array | string>([
    ['report.html', reportPage({ results, provenance, figures: drawn })],
    ...copies,
    ...drawn.flatMap(({ id, outcome }): [string, string][] => ('svg' in outcome ? [[fileOf(id), outcome.svg]] : [])),
  ])
  throwIfCancelled(signal, 'The report')
  await publishFolder({ outputPath, files })
  const { finishedRunCount, plannedRunCount } = experimentProgress(results, provenance)
  return {
    output: outputPath,
    experiment: results.experiment,
    files: [...files.keys()],
    figures: drawn.map(({ id, title, outcome }) => ({
      id,
      title,
      file: 'svg' in outcome ? fileOf(id) : null,
      reason: 'reason' in outcome ? outcome.reason : null,
    })),
    finishedRunCount,
    plannedRunCount,
    text: describeResults(results),
    summary: describeSummary(results),
  }
}

function fileOf(figureId: string): string {
  return `figures/${figureId}.svg`
}
