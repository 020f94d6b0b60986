import type { Command } from 'commander'
import { sparsificationSchema, type Sparsification } from '../../../contract/selection'
import { runCommand, type GlobalOptions } from '../CommandSession'
import { axisOption, integerListOption, integerOption } from '../optionValues'

interface SparsifyOptions extends GlobalOptions {
  readonly label: string
  readonly sliceIndices: number[]
  readonly output: string
  readonly axis: 'i' | 'j' | 'k'
  readonly ignoreValue?: number
  readonly map?: string
}

export function addSparsifyCommand(program: Command): void {
  program
    .command('sparsify')
    .description('keep the labels of some slices; everything else becomes 255, not annotated')
    .requiredOption('--label <file>', 'label map')
    .requiredOption('--slice-indices <list>', 'slices to keep, from 0: 3,9,15', integerListOption)
    .requiredOption('--output <file>', '.nii.gz or .nii file to write')
    .addOption(axisOption())
    .option('--ignore-value <n>', 'stored value that means not annotated', integerOption)
    .option('--map <list>', 'label of each stored value but 0: 1:1,255:2')
    .action((options: SparsifyOptions) =>
      runCommand(
        options,
        async ({ client, path, follow }) => {
          const { sliceIndices, axis, ignoreValue, map } = options
          const started = await client.selection.sparsify({
            label: path(options.label),
            output: path(options.output),
            sliceIndices,
            axis,
            ignoreValue,
            mapping: map,
          })
          return sparsificationSchema.parse(await follow(started))
        },
        describeSparsification,
      ),
    )
}

function describeSparsification({ output, annotatedSlices, emptySlices, notAnnotatedSlices }: Sparsification): string {
  const list = (slices: number[]) => (slices.length === 0 ? 'none' : slices.join(', '))
  return [
    `Wrote ${output}`,
    `  with a target     ${list(annotatedSlices)}`,
    `  empty             ${list(emptySlices)}`,
    ...(notAnnotatedSlices.length === 0 ? [] : [`  not annotated     ${list(notAnnotatedSlices)}`]),
  ].join('\n')
}
