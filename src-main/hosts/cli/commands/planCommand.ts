import type { Command } from 'commander'
import type { FrozenCase, Plan, PlanBudget } from '../../../contract/plans'
import { runCommand, WireFailure, type GlobalOptions } from '../CommandSession'
import { integerOption, numberOption, paramOption } from '../optionValues'
import { addExportLabels, addImportLabels, addTakeImported } from './planLabelCommands'
import { addPlanPropagate } from './planPropagateCommand'

interface InWorkspace extends GlobalOptions {
  readonly workspace: string
}

interface FreezeOptions extends InWorkspace {
  readonly dataset: string
  readonly name: string
  readonly policy: string
  readonly density?: number
  readonly sliceTotal?: number
  readonly volumeCount?: number
  readonly seed: number
  readonly cases?: string
  readonly param: Record<string, unknown>
  readonly explain?: boolean
  readonly device?: string
  readonly threads?: number
}

/** `plan freeze`, `plan list` and so on: the work list of an annotation project, from selection to label maps. */
export function addPlanCommand(program: Command): void {
  const plan = program
    .command('plan')
    .description('freeze which slices to annotate; bring label maps drawn for them back')
  addFreeze(plan)
  addList(plan)
  addExport(plan)
  addImportLabels(plan)
  addTakeImported(plan)
  addPlanPropagate(plan)
  addExportLabels(plan)
}

function addFreeze(plan: Command): void {
  plan
    .command('freeze')
    .description('select the slices to annotate and keep the list, with its seed and the hashes of the images')
    .requiredOption('--workspace <folder>', 'the workspace')
    .requiredOption('--dataset <name>', 'imported data set')
    .option('--name <name>', 'what the plan is called', 'plan')
    .requiredOption('--policy <id>', 'selection policy, for example fixed-interval or facility-location')
    .option('--density <fraction>', 'budget: fraction of the slices of each volume', numberOption)
    .option('--slice-total <n>', 'budget: slices in all, spread over the volumes', integerOption)
    .option('--volume-count <n>', 'number of volumes, drawn by the seed (default: all)', integerOption)
    .option('--cases <ids>', 'only among these cases, for example a,b,c')
    .option('--seed <n>', 'draws the volumes, and the slices where the policy is random', integerOption, 0)
    .option(
      '--param <name=value>',
      "one of the policy's parameters, for example phase=0.25; repeatable",
      paramOption,
      {},
    )
    .option('--explain', 'say which slices each selected one stands for')
    .option('--device <id>', 'device that slices are described on, where that takes a network')
    .option('--threads <n>', 'threads to describe with (default: all cores)', integerOption)
    .action((options: FreezeOptions) =>
      runCommand(
        options,
        async ({ client, path, follow }) => {
          const request = {
            workspace: path(options.workspace),
            dataset: options.dataset,
            budget: budgetOf(options),
            policy: options.policy,
            params: options.param,
            seed: options.seed,
            caseIds: options.cases?.split(',') ?? null,
          }
          const { missingDescriptors } = await client.plans.preview(request)
          if (missingDescriptors !== null)
            await follow(
              await client.selection.describe({ ...request, deviceId: options.device, threads: options.threads }),
            )
          return client.plans.freeze({ ...request, name: options.name })
        },
        (plan) => describePlan(plan, { isExplained: options.explain === true }),
      ),
    )
}

function addList(plan: Command): void {
  plan
    .command('list')
    .description('the plans of a workspace, and how far they are')
    .requiredOption('--workspace <folder>', 'the workspace')
    .option('--explain', 'say which slices each selected one stands for')
    .action((options: InWorkspace & { readonly explain?: boolean }) =>
      runCommand(
        options,
        async ({ client, path }) => ({ plans: await client.plans.list({ workspace: path(options.workspace) }) }),
        ({ plans }) =>
          plans.length === 0
            ? 'No plans. "slicewright plan freeze" makes one.'
            : plans.map((plan) => describePlan(plan, { isExplained: options.explain === true })).join('\n'),
      ),
    )
}

function addExport(plan: Command): void {
  plan
    .command('export')
    .description('write the work list: CSV, one line a slice, or JSON')
    .argument('<plan>', 'id of the plan')
    .requiredOption('--workspace <folder>', 'the workspace')
    .requiredOption('--output <file>', '.csv or .json file to write')
    .action((planId: string, options: InWorkspace & { readonly output: string }) =>
      runCommand(
        options,
        ({ client, path }) =>
          client.plans.export({ workspace: path(options.workspace), planId, output: path(options.output) }),
        ({ output }) => output,
      ),
    )
}

function budgetOf({ density, sliceTotal, volumeCount }: FreezeOptions): PlanBudget {
  const volumes = { volumeCount: volumeCount ?? null }
  if (density !== undefined && sliceTotal === undefined)
    return { kind: 'density', densityFraction: density, ...volumes }
  if (sliceTotal !== undefined && density === undefined) return { kind: 'slices', sliceTotal, ...volumes }
  throw new WireFailure({
    code: 'BAD_REQUEST',
    message: 'A plan needs one budget: --density or --slice-total. Give one of them.',
    details: {},
  })
}

function describePlan(
  { planId, name, cases, sliceTotal, contentSha256, request }: Plan,
  { isExplained }: { isExplained: boolean },
): string {
  const done = cases.reduce((sum, each) => sum + each.annotatedSliceIndices.length + each.emptySliceIndices.length, 0)
  return [
    `${planId}  "${name}": ${sliceTotal} slices of ${cases.length} volumes, ${done} annotated; seed ${request.seed}, ${contentSha256.slice(0, 12)}`,
    ...cases.flatMap(({ caseId, sliceIndices, why }) => [
      `  ${caseId}: ${sliceIndices.join(', ')}`,
      ...(isExplained ? explainSlices({ caseId, why }) : []),
    ]),
  ].join('\n')
}

/** Slices that a selected one stands for are named up to this many. */
const NAMED_SLICES = 3

function explainSlices({ caseId, why }: Pick<FrozenCase, 'caseId' | 'why'>): string[] {
  if (why === null) return ['    the policy does not look at the slices: it has nothing to explain']
  return why.map(({ sliceIndex, representedCount, represents }) => {
    const named = represents.slice(0, NAMED_SLICES).map((other) => {
      const place = other.caseId === caseId ? `${other.sliceIndex}` : `${other.caseId} ${other.sliceIndex}`
      return `${place} (similarity ${other.similarity.toFixed(2)})`
    })
    const more = representedCount > named.length ? ` and ${representedCount - named.length} more` : ''
    return `    ${sliceIndex} stands for ${named.length === 0 ? 'itself alone' : `${named.join(', ')}${more}`}`
  })
}
