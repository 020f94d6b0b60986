import { Option, type Command } from 'commander'
import { propagationSchema, type Propagation } from '../../../contract/propagation'
import { runCommand, type GlobalOptions } from '../CommandSession'
import { axisOption, integerOption, paramOption } from '../optionValues'

interface PropagateOptions extends GlobalOptions {
  readonly label: string
  readonly method: string
  readonly output: string
  readonly image?: string
  readonly axis: 'i' | 'j' | 'k'
  readonly outside?: Propagation['outside']
  readonly unreached?: Propagation['unreached']
  readonly param: Record<string, unknown>
  readonly ignoreValue?: number
  readonly map?: string
}

export function addPropagateCommand(program: Command): void {
  program
    .command('propagate')
    .description('fill the slices between annotated ones')
    .requiredOption('--label <file>', 'sparse label map, 255 where not annotated')
    .requiredOption('--method <id>', 'nearest, signed-distance or morphological-contour')
    .requiredOption('--output <file>', '.nii.gz or .nii file to write')
    .option(
      '--image <path>',
      'image the labels were drawn on (a file, or the folder of a DICOM series), for methods that look at it',
    )
    .addOption(axisOption())
    .addOption(
      new Option(
        '--outside <rule>',
        'slices beyond the outermost annotated ones, up to an empty one (default: background for morphological-contour, else repeat)',
      ).choices(['repeat', 'half-way', 'background', 'ignore']),
    )
    .addOption(
      new Option('--unreached <rule>', 'slices that nothing reached (default: background)').choices([
        'background',
        'ignore',
      ]),
    )
    .option('--param <name=value>', "one of the method's parameters; repeatable", paramOption, {})
    .option('--ignore-value <n>', 'stored value that means not annotated, if not 255', integerOption)
    .option('--map <list>', 'label of each stored value but 0: 1:1,4:255')
    .action((options: PropagateOptions) =>
      runCommand(
        options,
        async ({ client, path, follow }) => {
          const { method, axis, outside, unreached, param, ignoreValue, map } = options
          const started = await client.propagation.propagate({
            label: path(options.label),
            output: path(options.output),
            image: options.image === undefined ? undefined : path(options.image),
            method,
            axis,
            outside,
            unreached,
            params: param,
            ignoreValue,
            mapping: map,
          })
          return propagationSchema.parse(await follow(started))
        },
        describePropagation,
      ),
    )
}

function describePropagation({ output, method, outside, unreached, slices, seconds, warnings }: Propagation): string {
  const count = (...states: string[]) => slices.filter(({ state }) => states.includes(state)).length
  return [
    `Wrote ${output}`,
    `  method      ${method}, outside ${outside}, unreached ${unreached}, ${seconds.toFixed(2)} s`,
    `  annotated   ${count('annotated', 'annotated-empty')} of ${slices.length} slices`,
    `  propagated  ${count('propagated')}`,
    `  background  ${count('background')}`,
    `  left open   ${count('not-annotated')}`,
    ...warnings.map(({ code, message }) => `  warning     ${message} [${code}]`),
  ].join('\n')
}
