import { basename } from 'node:path'
import type { Command } from 'commander'
import { EXIT_CODE_BY_ERROR } from '../../../contract/errors'
import { importResultSchema, type ImportResult } from '../../../contract/workspace'
import { runCommand, type GlobalOptions } from '../CommandSession'
import { axisOption, integerOption } from '../optionValues'

interface ImportOptions extends GlobalOptions {
  readonly workspace: string
  readonly copy: boolean
  readonly channel?: number
  readonly ignoreValue?: number
  readonly map?: string
  readonly axis: 'i' | 'j' | 'k'
  readonly datasetName?: string
  readonly allowUnlabelled: boolean
  readonly imageSuffix?: string
  readonly labelSuffix?: string
}

/** Exit code where no case loaded: the data is wrong. */
const NO_CASE_LOADED = EXIT_CODE_BY_ERROR.NO_CASES

export function addImportCommand(program: Command): void {
  program
    .command('import <folder>')
    .description('read a data set into a workspace: MSD, nnU-Net raw, images/ + labels/, files side by side, or DICOM')
    .requiredOption('--workspace <folder>', 'the workspace; made if it is not there')
    .option('--copy', 'copy the images into the workspace instead of referring to them', false)
    .option('--channel <number>', 'channel of 4D files or of nnU-Net files, from 0', integerOption)
    .option('--ignore-value <value>', 'the value in the label files that means "not annotated"', integerOption)
    .option('--map <mapping>', 'labels of stored values, as 1:1,4:255 (255: not annotated)')
    .addOption(axisOption())
    .option('--dataset-name <name>', 'instead of the name in dataset.json or of the folder')
    .option('--allow-unlabelled', 'load images without a label although others have one', false)
    .option('--image-suffix <suffix>', 'end of the image files’ names, for example _T1')
    .option('--label-suffix <suffix>', 'end of the label files’ names, for example _scribble')
    .action((folder: string, options: ImportOptions) =>
      runCommand(
        options,
        async (session) => {
          const started = await session.client.studies.import({
            folder: session.path(folder),
            workspace: session.path(options.workspace),
            datasetName: options.datasetName,
            copyImages: options.copy,
            channel: options.channel,
            ignoreValue: options.ignoreValue,
            mapping: options.map,
            sliceAxis: options.axis,
            allowUnlabelled: options.allowUnlabelled,
            imageSuffix: options.imageSuffix,
            labelSuffix: options.labelSuffix,
          })
          return importResultSchema.parse(await session.follow(started))
        },
        describe,
        ({ cases }) => (cases.length > 0 ? 0 : NO_CASE_LOADED),
      ),
    )
}

function describe({ dataset, workspace, cases, problems }: ImportResult): string {
  const byStatus = Map.groupBy(cases, ({ status }) => status)
  const counts = [...byStatus].map(([status, each]) => `, ${each.length} ${status}`).join('')
  const labelledCount = cases.filter(({ label }) => label !== null).length
  return [
    `${dataset} in ${workspace}: ${counted(cases.length, 'case')} (${labelledCount} with a label${counts}).`,
    ...(problems.length === 0 ? [] : [`${counted(problems.length, 'problem')}:`]),
    ...problems.map(
      ({ path, code, message }) => `  ${code}  ${message.includes(basename(path)) ? message : `${path}: ${message}`}`,
    ),
  ].join('\n')
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
