import { Option, type Command } from 'commander'
import { EXIT_CODE_BY_ERROR } from '../../../contract/errors'
import { planPropagationSchema, type PlanPropagation, type Propagation } from '../../../contract/propagation'
import { runCommand, type GlobalOptions } from '../CommandSession'
import { describeChoice, describeEstimate } from '../describeEstimate'
import { integerOption, METHOD_OPTION, paramOption } from '../optionValues'

interface PropagateOptions extends GlobalOptions {
  readonly workspace: string
  readonly method: string
  readonly cases?: string
  readonly outside?: Propagation['outside']
  readonly unreached?: Propagation['unreached']
  readonly param: Record<string, unknown>
  readonly accept: boolean
  readonly model?: string
  readonly seed?: number
  readonly device?: string
  readonly threads?: number
}

/** `plan propagate`: suggestions for the slices that nobody annotated. */
export function addPlanPropagate(plan: Command): void {
  plan
    .command('propagate')
    .description('suggest masks for the slices of a plan’s volumes that nobody annotated')
    .argument('<plan>', 'id of the plan')
    .requiredOption('--workspace <folder>', 'the workspace')
    .requiredOption('--method <id>', METHOD_OPTION)
    .option('--cases <ids>', 'only these cases, for example a,b,c (default: all of the plan)')
    .addOption(
      new Option('--outside <rule>', 'slices beyond the outermost annotated ones, up to an empty one').choices([
        'repeat',
        'half-way',
        'background',
        'ignore',
      ]),
    )
    .addOption(
      new Option('--unreached <rule>', 'slices that nothing reached (default: background)').choices([
        'background',
        'ignore',
      ]),
    )
    .option('--param <name=value>', "one of the method's own parameters; repeatable", paramOption, {})
    .option('--model <id>', 'trained propagator of the workspace; without one, a method that learns is trained first')
    .option('--seed <n>', 'decides how it is trained (default: 0)', integerOption)
    .option('--device <id>', 'device that it computes on, as doctor lists them (default: the fastest)')
    .option('--threads <n>', 'threads to compute with (default: all cores)', integerOption)
    .option('--accept', 'accept all suggestions at once', false)
    .action((planId: string, options: PropagateOptions) =>
      runCommand(
        options,
        async ({ client, path, follow }) => {
          const inPlan = { workspace: path(options.workspace), planId }
          const caseIds =
            options.cases?.split(',') ?? (await client.plans.get(inPlan)).cases.map(({ caseId }) => caseId)
          const started = await client.propagation.start({
            ...inPlan,
            caseIds,
            method: options.method,
            outside: options.outside,
            unreached: options.unreached,
            params: options.param,
            modelId: options.model,
            seed: options.seed,
            deviceId: options.device,
            threads: options.threads,
          })
          const result = planPropagationSchema.parse(await follow(started))
          const done = result.cases.map(({ caseId }) => caseId)
          if (options.accept && done.length > 0)
            await client.review.decide({ ...inPlan, caseIds: done, sliceIndices: null, decision: 'accepted' })
          return result
        },
        describePropagation,
        ({ cases }) => (cases.length > 0 ? 0 : EXIT_CODE_BY_ERROR.NO_CASES),
      ),
    )
}

function describePropagation({ title, cases, estimate, model, problems }: PlanPropagation): string {
  const { compared, chosen } = describeChoice(model?.choice ?? null)
  return [
    title,
    ...compared.map((each) => `compared: ${each}`),
    ...chosen.map((each) => `chosen: ${each}`),
    ...cases.map(
      ({ caseId, filledSliceCount, iou, seconds }) =>
        `  ${caseId}: ${filledSliceCount} slices in ${seconds.toFixed(1)} s${iou === null ? '' : `, IoU ${iou.toFixed(3)}`}`,
    ),
    `estimate: ${describeEstimate(estimate)}`,
    ...(model === null ? [] : [`model: ${model.modelId}`]),
    ...problems.map(({ path, code, message }) => `problem: ${path}: ${message} [${code}]`),
  ].join('\n')
}
