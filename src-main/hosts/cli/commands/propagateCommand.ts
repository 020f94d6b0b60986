import { Option, type Command } from 'commander'
import { propagationSchema, type Propagation } from '../../../contract/propagation'
import { runCommand, type GlobalOptions } from '../CommandSession'
import { describeChoice, describeEstimate } from '../describeEstimate'
import { axisOption, integerOption, METHOD_OPTION, paramOption } from '../optionValues'

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
  readonly model?: string
  readonly saveModel?: string
  readonly seed?: number
  readonly device?: string
  readonly threads?: number
}

export function addPropagateCommand(program: Command): void {
  program
    .command('propagate')
    .description('fill the slices between annotated ones, of one label map or of a folder of them')
    .requiredOption('--label <path>', 'sparse label map, or folder of them; 255 where not annotated')
    .requiredOption('--method <id>', METHOD_OPTION)
    .requiredOption('--output <path>', '.nii.gz or .nii file to write; for a folder, the folder')
    .option(
      '--image <path>',
      'image the labels were drawn on (a file, or the folder of a DICOM series), or folder of images with the names of the label maps; for methods that look at it',
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
    .option('--param <name=value>', "one of the method's parameters, a list as [a,b]; repeatable", paramOption, {})
    .option('--model <file>', 'trained propagator to use; without one, a method that learns is trained on these cases')
    .option('--save-model <file>', 'keep what was trained, to be used with --model')
    .option('--seed <n>', 'decides how a method that learns is trained (default: 0)', integerOption)
    .option('--device <id>', 'device that it computes on, as doctor lists them (default: the fastest)')
    .option('--threads <n>', 'threads to compute with (default: all cores)', integerOption)
    .option('--ignore-value <n>', 'stored value that means not annotated, if not 255', integerOption)
    .option('--map <list>', 'label of each stored value but 0: 1:1,4:255')
    .action((options: PropagateOptions) =>
      runCommand(
        options,
        async ({ client, path, follow }) => {
          const { method, axis, outside, unreached, param, ignoreValue, map, model, saveModel, seed, device, threads } =
            options
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
            model: model === undefined ? undefined : path(model),
            saveModel: saveModel === undefined ? undefined : path(saveModel),
            seed,
            deviceId: device,
            threads,
          })
          return propagationSchema.parse(await follow(started))
        },
        describePropagation,
      ),
    )
}

function describePropagation(propagation: Propagation): string {
  const { output, method, outside, unreached, cases, model, choice, seconds, trainingSeconds, warnings, problems } =
    propagation
  const slices = cases.flatMap((each) => each.slices)
  const count = (...states: string[]) => slices.filter(({ state }) => states.includes(state)).length
  const { compared, chosen } = describeChoice(choice)
  return [
    `Wrote ${output}${cases.length > 1 ? `, ${cases.length} label maps` : ''}`,
    ...(trainingSeconds === null
      ? []
      : [`  trained     ${trainingSeconds.toFixed(1)} s${model === null ? '' : `, ${model.name}`}`]),
    ...compared.map((each) => `  compared    ${each}`),
    ...chosen.map((each) => `  chosen      ${each}`),
    `  method      ${method}, outside ${outside}, unreached ${unreached}, ${seconds.toFixed(2)} s`,
    `  annotated   ${count('annotated', 'annotated-empty')} of ${slices.length} slices`,
    `  propagated  ${count('propagated')}`,
    `  background  ${count('background')}`,
    `  left open   ${count('not-annotated')}`,
    ...cases.map(({ caseId, estimate }) => `  estimate    ${caseId}: ${describeEstimate(estimate)}`),
    ...warnings.map(({ code, message }) => `  warning     ${message} [${code}]`),
    ...problems.map(({ path, code, message }) => `${path}\n  problem  ${message} [${code}]`),
  ].join('\n')
}
