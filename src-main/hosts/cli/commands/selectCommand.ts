import type { Command } from 'commander'
import type { Selection } from '../../../contract/selection'
import { runCommand, type GlobalOptions } from '../CommandSession'
import { axisOption, integerOption, numberOption, paramOption } from '../optionValues'

interface SelectOptions extends GlobalOptions {
  readonly image: string
  readonly policy: string
  readonly density?: number
  readonly sliceCount?: number
  readonly seed: number
  readonly axis: 'i' | 'j' | 'k'
  readonly param: Record<string, unknown>
}

export function addSelectCommand(program: Command): void {
  program
    .command('select')
    .description('choose the slices of a volume to annotate')
    .requiredOption('--image <path>', 'volume whose slices are selected: a file, or the folder of a DICOM series')
    .requiredOption('--policy <id>', 'fixed-interval or uniform-random')
    .option('--density <fraction>', 'fraction of the slices, above 0 and at most 1', numberOption)
    .option('--slice-count <n>', 'number of slices, instead of a density', integerOption)
    .option('--seed <n>', 'decides everything random', integerOption, 0)
    .addOption(axisOption())
    .option(
      '--param <name=value>',
      "one of the policy's parameters, for example phase=0.25; repeatable",
      paramOption,
      {},
    )
    .action((options: SelectOptions) =>
      runCommand(
        options,
        ({ client, path }) =>
          client.selection.select({
            image: path(options.image),
            policy: options.policy,
            budget: { densityFraction: options.density, sliceCount: options.sliceCount },
            seed: options.seed,
            axis: options.axis,
            params: options.param,
          }),
        describeSelection,
      ),
    )
}

function describeSelection(selection: Selection): string {
  const { sliceCount, volumeSliceCount, axis, sliceIndices, warnings } = selection
  return [
    `${sliceCount} of ${volumeSliceCount} slices on ${axis}: ${sliceIndices.join(', ')}`,
    ...warnings.map(({ code, message }) => `warning: ${message} [${code}]`),
  ].join('\n')
}
