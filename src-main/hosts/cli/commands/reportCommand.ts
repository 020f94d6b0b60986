import type { Command } from 'commander'
import { reportResultSchema, type ReportResult } from '../../../contract/report'
import { runCommand, type GlobalOptions } from '../CommandSession'

interface ReportOptions extends GlobalOptions {
  readonly workspace: string
  readonly output: string
  readonly experiment?: string
}

/** `report --workspace W --output DIR`: also while the grid runs, of what is finished. */
export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('write the report of an experiment: tables, figures, recommendation, methods')
    .requiredOption('--workspace <folder>', 'workspace with the results; it is only read')
    .requiredOption('--output <folder>', 'folder to write; an earlier report there is replaced')
    .option('--experiment <name>', 'which experiment, where the workspace has results of several')
    .action((options: ReportOptions) =>
      runCommand(
        options,
        async ({ client, path, follow }) => {
          const started = await client.report.write({
            workspacePath: path(options.workspace),
            outputPath: path(options.output),
            ...(options.experiment === undefined ? {} : { experiment: options.experiment }),
          })
          return reportResultSchema.parse(await follow(started))
        },
        describeReport,
      ),
    )
}

function describeReport(result: ReportResult): string {
  const { output, experiment, files, figures, finishedRunCount, plannedRunCount, text } = result
  const runs = plannedRunCount === null ? `${finishedRunCount}` : `${finishedRunCount} of ${plannedRunCount}`
  return [
    `${experiment}: ${runs} runs.`,
    '',
    text,
    '',
    ...figures.flatMap(({ title, reason }) => (reason === null ? [] : [`Not drawn: ${title}. ${reason}`])),
    `${files.length} files in ${output}; open report.html.`,
  ].join('\n')
}
