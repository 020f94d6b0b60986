import { Option, type Command } from 'commander'
import { EXPORT_FORMATS, exportResultSchema, type ExportResult } from '../../../contract/exports'
import { runCommand, type GlobalOptions } from '../CommandSession'
import { integerOption } from '../optionValues'

interface ExportOptions extends GlobalOptions {
  readonly workspace: string
  readonly format: (typeof EXPORT_FORMATS)[number]
  readonly output: string
  readonly dataset?: string
  readonly datasetId?: number
  readonly name?: string
  readonly channelName?: string
}

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('write a data set of a workspace for another program')
    .requiredOption('--workspace <folder>', 'the workspace')
    .addOption(new Option('--format <format>', 'layout to write').choices(EXPORT_FORMATS).makeOptionMandatory())
    .requiredOption('--output <folder>', 'new or empty folder; with --dataset-id, where Dataset501_Name is made')
    .option('--dataset <name>', 'imported data set; needed where there are several')
    .option('--dataset-id <number>', 'nnU-Net’s number of the data set, for example 501', integerOption)
    .option('--name <name>', 'nnU-Net’s name of the data set')
    .option('--channel-name <name>', 'kind of image, for example MRI; nnU-Net normalises CT in its own way')
    .action((options: ExportOptions) =>
      runCommand(
        options,
        async (session) => {
          const started = await session.client.exports.write({
            workspace: session.path(options.workspace),
            format: options.format,
            output: session.path(options.output),
            dataset: options.dataset,
            datasetId: options.datasetId,
            name: options.name,
            channelName: options.channelName,
          })
          return exportResultSchema.parse(await session.follow(started))
        },
        describeExport,
      ),
    )
}

function describeExport({ output, cases, labels, ignoreLabel, channelName }: ExportResult): string {
  const trainingCount = cases.filter(({ part }) => part === 'training').length
  const listed = Object.entries(labels).map(([name, label]) => `${label} ${name}`)
  return [
    `${output}: ${trainingCount} training and ${cases.length - trainingCount} test cases, read again and compared.`,
    `  channel  ${channelName}`,
    `  labels   ${listed.join(', ')}${ignoreLabel === null ? '' : ` (${ignoreLabel}: not annotated)`}`,
  ].join('\n')
}
