import type { Command } from 'commander'
import type { Selection } from '../../../contract/selection'
import { runCommand, type GlobalOptions } from '../CommandSession'
import { axisOption, integerOption, numberOption, paramOption } from '../optionValues'

interface SelectOptions extends GlobalOptions {
  readonly image: string
  readonly label?: string
  readonly explain?: boolean
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
    .requiredOption('--policy <id>', 'selection policy, for example fixed-interval or facility-location')
    .option('--label <path>', 'label map on the same grid, for policies that need to know where the target is')
    .option('--explain', 'say which slices each selected one stands for')
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
            label: options.label === undefined ? undefined : path(options.label),
            policy: options.policy,
            budget: { densityFraction: options.density, sliceCount: options.sliceCount },
            seed: options.seed,
            axis: options.axis,
            params: options.param,
          }),
        (selection) => describeSelection(selection, options.explain === true),
      ),
    )
}

function describeSelection(selection: Selection, isExplained: boolean): string {
  const { sliceCount, volumeSliceCount, axis, sliceIndices, warnings } = selection
  return [
    `${sliceCount} of ${volumeSliceCount} slices on ${axis}: ${sliceIndices.join(', ')}`,
    ...(isExplained ? explain(selection) : []),
    ...warnings.map(({ code, message }) => `warning: ${message} [${code}]`),
  ].join('\n')
}

/** Slices that a selected one stands for are named up to this many. */
const NAMED_SLICES = 5

function explain({ policy, why }: Selection): string[] {
  if (why === null) return [`${policy} does not look at the slices: it has nothing to explain.`]
  return why.map(({ sliceIndex, representedCount, represents }) => {
    const named = represents
      .slice(0, NAMED_SLICES)
      .map((other) => `${other.sliceIndex} (similarity ${other.similarity.toFixed(2)})`)
    const more = representedCount > named.length ? ` and ${representedCount - named.length} more` : ''
    return `  ${sliceIndex} stands for ${named.length === 0 ? 'itself alone' : `${named.join(', ')}${more}`}`
  })
}
