import type { Command } from 'commander'
import { experimentOutcomeSchema, type ExperimentOutcome } from '../../../contract/experiments'
import { EXIT_CODE_BY_ERROR } from '../../../contract/errors'
import { runCommand, type GlobalOptions } from '../CommandSession'
import { integerOption } from '../optionValues'
import { describeDuration } from '../ProgressLine'

interface RunOptions extends GlobalOptions {
  readonly workspace: string
  readonly device?: string
  readonly threads?: number
  readonly estimateOnly?: boolean
}

/** `run SPEC --workspace W`: a grid, or what is left of it. */
export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('run an experiment: a grid of budgets, trained and evaluated; run again, it does what is left')
    .argument('<spec>', 'experiment spec, YAML or JSON, for example resources/experiments/smoke.yaml')
    .requiredOption('--workspace <folder>', 'workspace with the imported cases')
    .option('--device <id>', 'device to compute on (see doctor); left out, the fastest usable one')
    .option('--threads <count>', 'threads to compute with; part of the result', integerOption)
    .option('--estimate-only', 'say what it would take, and do nothing')
    .action((spec: string, options: RunOptions) =>
      runCommand(
        options,
        async ({ client, path, follow }) => {
          const started = await client.experiments.run({
            specPath: path(spec),
            workspacePath: path(options.workspace),
            isEstimateOnly: options.estimateOnly === true,
            ...(options.device === undefined ? {} : { deviceId: options.device }),
            ...(options.threads === undefined ? {} : { threads: options.threads }),
          })
          return experimentOutcomeSchema.parse(await follow(started))
        },
        describeOutcome,
        ({ error }) => (error === null ? 0 : EXIT_CODE_BY_ERROR[error.code]),
      ),
    )
}

function describeOutcome({ experiment, cells, results, estimate, error }: ExperimentOutcome): string {
  const width = Math.max(...cells.map(({ cellId }) => cellId.length))
  const number = (value: number | null | undefined) => (value === null || value === undefined ? '–' : value.toFixed(3))
  const rows = cells.map(
    ({ cellId, seed, state, iou, nominalBudgetSlices }) =>
      `${cellId.padEnd(width)}  seed ${seed}  ${String(Number(nominalBudgetSlices.toFixed(2))).padStart(8)} slices  ${state.padEnd(11)} IoU ${number(iou?.mean)} ± ${number(iou?.sd)}`,
  )
  const left = estimate.runCount - estimate.finishedRunCount
  const head =
    results === null
      ? `${experiment}: ${estimate.runCount} runs, ${left} to do; ${estimate.seconds === null ? 'time unknown' : `about ${describeDuration(estimate.seconds * 1000)}`} and ${Math.ceil(estimate.diskBytes / 1e6)} MB of disk`
      : `${experiment}: ${cells.filter(({ state }) => state === 'done').length} of ${cells.length} runs done`
  const tail = results === null ? [] : [`Results: ${results.json}`, `         ${results.csv}`]
  return [head, ...rows, ...tail, ...(error === null ? [] : [error.message])].join('\n')
}
