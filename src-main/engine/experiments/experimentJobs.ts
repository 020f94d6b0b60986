import { resolve } from 'node:path'
import { z } from 'zod'
import type { Job } from '../../contract/jobs'
import { SlicewrightError } from '../../domain/errors'
import { parseExperimentSpec } from '../../domain/experiment/experimentSpec'
import type { EngineContext } from '../implementer'
import type { JobContext } from '../jobs/JobRunner'
import { experimentJobTitle, jobOf } from './describeExperiment'
import { knownIds } from './knownIds'
import { readExperimentSpec } from './readExperimentSpec'
import { runExperiment } from './runExperiment'

const KIND = 'experiments.start'

/** What the journal of jobs keeps of a grid; the spec is checked again when it goes on, perhaps in a later version. */
const inputSchema = z.object({
  spec: z.record(z.string(), z.unknown()),
  workspacePath: z.string(),
  deviceId: z.string().optional(),
})

interface StartRequest {
  readonly spec: Readonly<Record<string, unknown>>
  readonly workspace: string
  readonly deviceId?: string | undefined
  readonly isEstimateOnly: boolean
}

/** Says what a grid is that can be paused and go on; called once for each engine. */
export function defineExperimentJobs(context: EngineContext): void {
  context.jobs.defineResumable(KIND, (input, job) => {
    const { spec, ...work } = inputSchema.parse(input)
    return inTurn(context, job, () =>
      runExperiment(
        {
          ...work,
          spec: parseExperimentSpec({ value: spec, known: knownIds }),
          isEstimateOnly: false,
          workspaces: context.workspaces,
        },
        job,
      ),
    )
  })
}

/**
 * Starts a grid that was given as a document, or estimates it.
 * @returns the job's id
 * @throws SlicewrightError SPEC_INVALID; BAD_REQUEST if an experiment of this name has not ended in this workspace
 */
export async function startExperiment(context: EngineContext, request: StartRequest): Promise<string> {
  const { deviceId, isEstimateOnly } = request
  const { workspaces } = context
  const spec = parseExperimentSpec({ value: request.spec, known: knownIds })
  const { name } = spec
  const workspacePath = resolve(request.workspace)
  if (isEstimateOnly)
    return context.jobs.start(
      'experiments.estimate',
      `Estimate of ${name}`,
      (job) =>
        inTurn(context, job, () => runExperiment({ spec, workspacePath, deviceId, isEstimateOnly, workspaces }, job)),
      { workspace: workspacePath },
    )
  const job = jobOf({ name, workspacePath, jobs: context.jobs.list() })
  if (job !== null && !['done', 'failed', 'cancelled'].includes(job.state)) throw alreadyThere(name, job)
  // A new experiment is in the list while it still waits for its turn; that of a known one changes when its runs are planned.
  await workspaces.use({ path: workspacePath, mode: 'write' }, ({ experiments }) => {
    if (experiments.find(name) === null) experiments.save({ name, spec })
  })
  return context.jobs.startResumable({
    kind: KIND,
    title: experimentJobTitle(name),
    workspace: workspacePath,
    input: { spec: request.spec, workspacePath, ...(deviceId === undefined ? {} : { deviceId }) },
  })
}

/** Runs the grid of a spec file: what the command line does. */
export function runSpecFile(
  context: EngineContext,
  request: {
    specPath: string
    workspacePath: string
    isEstimateOnly: boolean
    deviceId?: string | undefined
    threads?: number | undefined
  },
): string {
  const { specPath, workspacePath } = request
  return context.jobs.start(
    'experiments.run',
    `Experiment ${specPath}`,
    (job) =>
      inTurn(context, job, async () => {
        const spec = await readExperimentSpec({ path: specPath, known: knownIds })
        return runExperiment({ ...request, spec, workspaces: context.workspaces }, job)
      }),
    { workspace: resolve(workspacePath) },
  )
}

function alreadyThere(name: string, { state }: Job): SlicewrightError {
  const remedy =
    state === 'paused' || state === 'interrupted'
      ? 'Resume or cancel it, or choose another name.'
      : 'Wait until it has ended, pause or cancel it, or choose another name.'
  return new SlicewrightError('BAD_REQUEST', `Experiment "${name}" is ${state}. ${remedy}`, {
    details: { name, state },
  })
}

function inTurn<Result>(context: EngineContext, job: JobContext, work: () => Promise<Result>): Promise<Result> {
  return context.compute.take({
    signal: job.signal,
    work,
    onWait: () => job.note('Waiting until the job that computes now has ended.'),
  })
}
