import { mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Backend } from '../../compute/backends/Backend'
import type { JobContext } from '../jobs/JobRunner'
import { trainNetwork } from '../training/trainNetwork'
import { evaluateRun, runPropagatorOf, trainingDataOf, trainingSettingsOf } from './executeRun'
import { folderBytes } from './folderBytes'
import type { ExperimentPlan, ExperimentRunPlan } from './planExperiment'
import { PROPAGATOR_STEPS } from './RunPropagator'

/** Steps of the trial: the first one carries what a run does once, the others give the pace. */
const TRIAL_STEP_COUNT = 5

/** Name of a trial's folder: the id of the process that made it. */
const TRIAL_FOLDER = /^slicewright-pace-(\d+)$/

export interface MeasurePaceRequest {
  readonly plan: ExperimentPlan
  readonly run: ExperimentRunPlan
  readonly backend: Backend
  readonly context: JobContext
}

/**
 * Trains a few steps of a real run in a temporary folder, looks at the validation cases once and predicts one test case: what
 * a whole run takes follows from these.
 */
export async function measurePace({ plan, run, backend, context }: MeasurePaceRequest): Promise<{
  secondsPerRun: number
  modelBytes: number
  checkpointBytes: number
}> {
  const runFolder = await makeTrialFolder()
  const propagator = runPropagatorOf({ plan, run, backend, runFolder, lenderFolders: [], context })
  try {
    const settings = trainingSettingsOf({ plan, run })
    const stepEndsMs: number[] = []
    const { signal } = context
    context.report({ stage: 'measuring pace', done: 0, total: TRIAL_STEP_COUNT, unit: 'steps' })
    const startMs = performance.now()
    const { modelPath } = await trainNetwork({
      backend,
      ...trainingDataOf({ plan, run, context, propagator }),
      settings: {
        ...settings,
        stepCount: TRIAL_STEP_COUNT,
        validationIntervalSteps: TRIAL_STEP_COUNT,
        checkpointIntervalSteps: TRIAL_STEP_COUNT,
      },
      runFolder,
      signal,
      report: ({ unit, done }) => {
        if (unit === 'steps' && done > stepEndsMs.length) stepEndsMs.push(performance.now())
      },
      measure: () => undefined,
    })
    const trainedMs = performance.now()
    const modelBytes = await folderBytes(runFolder)
    const checkpointBytes = await folderBytes(join(runFolder, 'checkpoints'))
    const [firstTestCase] = plan.testCases
    const predictedFromMs = performance.now()
    await evaluateRun({ plan: { ...plan, testCases: [firstTestCase] }, backend, runFolder, context }, modelPath)
    const perTestCaseMs = performance.now() - predictedFromMs
    const firstStepMs = stepEndsMs[0] - startMs
    const lastStepMs = stepEndsMs[stepEndsMs.length - 1]
    const perStepMs = (lastStepMs - stepEndsMs[0]) / Math.max(1, stepEndsMs.length - 1)
    const perValidationMs = trainedMs - lastStepMs
    const validationCount = Math.ceil(settings.stepCount / settings.validationIntervalSteps)
    const runMs =
      firstStepMs +
      settings.stepCount * perStepMs +
      validationCount * perValidationMs +
      plan.testCases.length * perTestCaseMs
    return { secondsPerRun: runMs / 1000, modelBytes: modelBytes - checkpointBytes, checkpointBytes }
  } finally {
    await propagator.close()
    await rm(runFolder, { recursive: true, force: true })
  }
}

/**
 * Begins to train the propagator of a run and lets go of it after a few steps.
 * @returns what the whole training takes, in seconds
 */
export async function measurePropagatorPace({ plan, run, backend, context }: MeasurePaceRequest): Promise<number> {
  const runFolder = await makeTrialFolder()
  const enough = new AbortController()
  const signal = AbortSignal.any([context.signal, enough.signal])
  const startMs = performance.now()
  let first: { done: number; atMs: number } | null = null
  let wholeMs: number | null = null
  const report: JobContext['report'] = ({ unit, done, total }) => {
    if (unit !== PROPAGATOR_STEPS || wholeMs !== null) return
    const atMs = performance.now()
    first ??= { done, atMs }
    if (done - first.done < TRIAL_STEP_COUNT) return
    wholeMs = first.atMs - startMs + (total * (atMs - first.atMs)) / (done - first.done)
    enough.abort()
  }
  const trial = { plan, run, backend, runFolder, lenderFolders: [], context: { signal, report } }
  const propagator = runPropagatorOf(trial)
  try {
    await propagator.ready()
    return (performance.now() - startMs) / 1000
  } catch (error) {
    if (wholeMs === null || context.signal.aborted) throw error
    return wholeMs / 1000
  } finally {
    await propagator.close()
    await rm(runFolder, { recursive: true, force: true })
  }
}

/** A folder named after this process. Those of processes that were killed in a trial are cleared away. */
async function makeTrialFolder(): Promise<string> {
  for (const name of await readdir(tmpdir())) {
    const processId = Number(TRIAL_FOLDER.exec(name)?.[1] ?? process.pid)
    if (processId !== process.pid && !isAlive(processId))
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined)
  }
  const folder = join(tmpdir(), `slicewright-pace-${process.pid}`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder)
  return folder
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
