import { createHash } from 'node:crypto'
import type { Backend } from '../../compute/backends/Backend'
import type { WireError } from '../../contract/errors'
import type { ExperimentEstimate, ExperimentOutcome, ExperimentRun } from '../../contract/experiments'
import { EXIT_CODE_BY_ERROR, throwIfCancelled } from '../../domain/errors'
import type { PreprocessingPlan } from '../../domain/volume/preprocessingPlan'
import type { RunResult } from '../../domain/experiment/results'
import type { Workspace } from '../../io/workspace/Workspace'
import type { JobContext } from '../jobs/JobRunner'
import { wireErrorOf } from '../jobs/wireErrorOf'
import { estimateExperiment, refuseWhatDoesNotFit } from './estimateExperiment'
import { executeRun, forgetTraining } from './executeRun'
import { measureInterpolation } from './measureInterpolation'
import type { ExperimentCase, ExperimentPlan, ExperimentRunPlan } from './planExperiment'
import { runsWithItsPropagator } from './RunPropagator'
import { prepareFolder, readRunResult, writeJson } from './runFiles'
import { experimentPaths, writeResults } from './writeResults'
import { writeProvenance } from './writeProvenance'

export interface GridRequest {
  readonly plan: ExperimentPlan
  /** All cases that were looked at, those outside the split included. */
  readonly cases: readonly ExperimentCase[]
  readonly workspace: Workspace
  readonly backend: Backend
  readonly context: JobContext
  readonly isEstimateOnly: boolean
}

/**
 * Estimates the grid, refuses what does not fit, then does its runs one after the other. A run that fails is recorded and the
 * others go on; what stops every run alike (the user, the disk, the workspace, the device) stops the grid.
 */
export async function runGrid(request: GridRequest): Promise<ExperimentOutcome> {
  const { plan, workspace, context } = request
  const finished = await finishedRuns(plan, workspace)
  const estimate = await estimateExperiment({ ...request, finished })
  if (request.isEstimateOnly) return outcomeOf({ request, finished, failed: new Map(), estimate })
  context.note(describeEstimate(estimate))
  context.note(`Computing on ${request.backend.deviceId} with ${request.backend.threads} threads.`)
  refuseWhatDoesNotFit(plan, estimate)

  const { name } = plan.spec
  const folder = workspace.experimentFolder(name)
  const paths = experimentPaths(folder)
  await prepareFolder(folder)
  await writeJson(paths.spec, plan.spec)
  workspace.experiments.save({ name, spec: plan.spec })
  workspace.runs.plan(
    name,
    plan.runs.map(({ runId, cell }) => ({ runId, cellId: cell.cellId })),
  )
  reconcileLedger(plan, workspace, finished)

  const failed = new Map<string, WireError>()
  const save = async (interpolationQuality: Awaited<ReturnType<typeof measureInterpolation>>) => {
    await writeResults({ plan, folder, finished, interpolationQuality })
    await writeProvenance({ ...request, path: paths.provenance })
  }
  await writeProvenance({ ...request, path: paths.provenance })
  for (const [position, run] of plan.runs.entries()) {
    if (finished.has(run.runId)) continue
    throwIfCancelled(context.signal, 'The experiment')
    const outcome = await attempt({ ...request, run, position })
    if (outcome.error === null) finished.set(run.runId, outcome.result)
    else failed.set(run.runId, outcome.error)
    await save([])
  }
  await save(await measureInterpolation({ plan, folder, backend: request.backend, context }))
  return outcomeOf({ request, finished, failed, estimate })
}

async function finishedRuns(plan: ExperimentPlan, workspace: Workspace): Promise<Map<string, RunResult>> {
  const finished = new Map<string, RunResult>()
  for (const { runId } of plan.runs) {
    const result = await readRunResult(workspace.runFolder(runId), runId)
    if (result !== null) finished.set(runId, result)
  }
  return finished
}

/** The files are the truth: a process may die between writing a result and noting it, and results may be deleted by hand. */
function reconcileLedger(plan: ExperimentPlan, workspace: Workspace, finished: ReadonlyMap<string, RunResult>): void {
  for (const { runId } of plan.runs) {
    const isDone = workspace.runs.find(runId)?.state === 'done'
    if (finished.has(runId) && !isDone) workspace.runs.end(runId, 'done')
    if (!finished.has(runId) && isDone) workspace.runs.requeue(runId)
  }
}

/** What is wrong with every run alike: going on would only repeat it. */
function stopsTheGrid({ code }: WireError): boolean {
  return code === 'CANCELLED' || code === 'DEVICE_UNAVAILABLE' || EXIT_CODE_BY_ERROR[code] === 4
}

async function attempt({
  plan,
  workspace,
  backend,
  context,
  run,
  position,
}: GridRequest & { run: ExperimentRunPlan; position: number }): Promise<
  { result: RunResult; error: null } | { error: WireError }
> {
  const { runId, cell, configuration } = run
  const name = `${cell.cellId}, seed ${configuration.seed}`
  const stage = `run ${position + 1}/${plan.runs.length}`
  // What led to the failure may be in the checkpoint, so a failed run is tried from nothing; an interrupted one goes on.
  if (workspace.runs.find(runId)?.state === 'failed') await forgetTraining(workspace.runFolder(runId))
  workspace.runs.start(runId)
  try {
    const { result, preprocessing } = await executeRun({
      plan,
      run,
      backend,
      runFolder: workspace.runFolder(runId),
      lenderFolders: runsWithItsPropagator(plan, run).map((each) => workspace.runFolder(each.runId)),
      context: {
        signal: context.signal,
        // Steps are counted over the whole grid, so that the remaining time is the grid's.
        report: ({ stage: part, done, total, unit }) =>
          unit === 'steps'
            ? context.report({ stage, done: position * total + done, total: plan.runs.length * total, unit })
            : context.report({ stage: `${stage}, ${part}`, done, total, unit }),
        measure: (measurements) =>
          context.measure(measurements.map((each) => ({ ...each, series: `${runId}/${each.series}` }))),
      },
    })
    recordPreprocessing(workspace, run, preprocessing)
    workspace.runs.end(runId, 'done')
    const { mean, sd } = result.foreground.iou
    context.note(`${stage}: ${name}: IoU ${mean?.toFixed(3) ?? 'undefined'} ± ${sd?.toFixed(3) ?? '–'}`)
    return { result, error: null }
  } catch (error) {
    const wire = wireErrorOf(error)
    workspace.runs.end(runId, wire.code === 'CANCELLED' ? 'paused' : 'failed', wire)
    if (stopsTheGrid(wire)) throw error
    context.note(`${stage}: ${name} failed: ${wire.message} [${wire.code}]`)
    return { error: wire }
  }
}

/** Beside each data set stands how its volumes were prepared, under a name made of what was done. */
function recordPreprocessing(workspace: Workspace, run: ExperimentRunPlan, preprocessing: PreprocessingPlan): void {
  const settingsId = createHash('sha256').update(JSON.stringify(preprocessing)).digest('hex').slice(0, 16)
  for (const dataset of new Set(run.trainingCases.map(({ record }) => record.dataset)))
    workspace.preprocessing.add({ dataset, settingsId, settings: { ...preprocessing } })
}

function outcomeOf({
  request: { plan, workspace, isEstimateOnly },
  finished,
  failed,
  estimate,
}: {
  request: GridRequest
  finished: ReadonlyMap<string, RunResult>
  failed: ReadonlyMap<string, WireError>
  estimate: ExperimentEstimate
}): ExperimentOutcome {
  const cells = plan.runs.map(({ runId, cell, configuration, nominalBudgetSlices }): ExperimentRun => ({
    cellId: cell.cellId,
    runId,
    seed: configuration.seed,
    state: finished.has(runId) ? 'done' : (workspace.runs.find(runId)?.state ?? 'queued'),
    nominalBudgetSlices,
    iou: finished.get(runId)?.foreground.iou ?? null,
    error: failed.get(runId) ?? null,
  }))
  const { json, csv, provenance } = experimentPaths(workspace.experimentFolder(plan.spec.name))
  return {
    experiment: plan.spec.name,
    cells,
    results: isEstimateOnly ? null : { json, csv, provenance },
    estimate,
    error: failed.size === 0 ? null : cellsFailed(cells),
  }
}

function cellsFailed(cells: readonly ExperimentRun[]): WireError {
  const failed = cells.flatMap(({ cellId, runId, seed, error }) =>
    error === null ? [] : [{ cellId, runId, seed, code: error.code, message: error.message }],
  )
  const list = failed.map(({ cellId, seed, message }) => `${cellId} (seed ${seed}): ${message}`).join('; ')
  return {
    code: 'CELLS_FAILED',
    message: `${failed.length} of ${cells.length} runs failed. ${list}. Run the same command again to try them once more.`,
    details: { failed },
  }
}

function describeEstimate({ runCount, finishedRunCount, seconds, diskBytes, basis }: ExperimentEstimate): string {
  const left = runCount - finishedRunCount
  if (left === 0) return `All ${runCount} runs are done.`
  const time = seconds === null ? 'of unknown length' : `about ${(seconds / 60).toFixed(1)} minutes (${basis})`
  return `${left} of ${runCount} runs to do: ${time}, ${Math.ceil(diskBytes / 1e6)} MB of disk.`
}
