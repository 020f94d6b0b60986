import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { wireErrorSchema, type WireError } from '../../contract/errors'
import type { ExperimentDetail, ExperimentSummary } from '../../contract/experiments'
import type { Job } from '../../contract/jobs'
import { SlicewrightError } from '../../domain/errors'
import { expandRuns } from '../../domain/experiment/expandGrid'
import { NO_PROPAGATOR, parseExperimentSpec, type ExperimentSpec } from '../../domain/experiment/experimentSpec'
import { meanAndSdSchema, type MeanAndSd } from '../../domain/experiment/results'
import type { ExperimentRecord } from '../../io/workspace/ExperimentTable'
import type { RunError } from '../../io/workspace/RunLedger'
import type { Workspace } from '../../io/workspace/Workspace'
import { knownIds } from './knownIds'
import { layOutExperiment, type ExperimentLayout } from './layOutExperiment'
import { parseJson } from './runFiles'
import { deviceOfBefore } from './writeProvenance'
import { experimentPaths } from './writeResults'

/** Title of the job that runs an experiment; with its workspace it says which one that is. */
export function experimentJobTitle(name: string): string {
  return `Experiment ${name}`
}

/** The last job of this engine that ran an experiment, whether it has ended or not; null where there is none. */
export function jobOf({
  name,
  workspacePath,
  jobs,
}: {
  name: string
  workspacePath: string
  jobs: readonly Job[]
}): Job | null {
  const title = experimentJobTitle(name)
  return jobs.findLast((job) => job.title === title && job.workspace === workspacePath) ?? null
}

/** All experiments of a workspace as they stand, in order of their names. */
export async function listExperiments(workspace: Workspace, jobs: readonly Job[]): Promise<ExperimentSummary[]> {
  return Promise.all(workspace.experiments.list().map((record) => summarise(workspace, record, jobs)))
}

/**
 * One experiment with the state of each of its runs, whoever runs it: the ledger and the files are asked.
 * @throws SlicewrightError UNKNOWN_ID
 */
export async function describeExperiment({
  workspace,
  name,
  jobs,
}: {
  workspace: Workspace
  name: string
  jobs: readonly Job[]
}): Promise<ExperimentDetail> {
  const record = workspace.experiments.find(name)
  if (record === null) {
    const names = workspace.experiments.list().map((each) => each.name)
    throw new SlicewrightError(
      'UNKNOWN_ID',
      `The workspace has no experiment "${name}". It has: ${names.join(', ') || 'none'}.`,
      { details: { family: 'experiment', found: name, allowed: names } },
    )
  }
  const folder = workspace.experimentFolder(name)
  return {
    ...(await summarise(workspace, record, jobs)),
    device: await deviceOfBefore(folder),
    cells: await cellsOf(workspace, record, await scoresOf(experimentPaths(folder).json)),
  }
}

async function summarise(
  workspace: Workspace,
  { name, spec }: ExperimentRecord,
  jobs: readonly Job[],
): Promise<ExperimentSummary> {
  const states = workspace.runs.list(name).map(({ state }) => state)
  return {
    name,
    spec: specDocument(spec),
    runCount: states.length,
    finishedRunCount: states.filter((state) => state === 'done').length,
    failedRunCount: states.filter((state) => state === 'failed').length,
    hasResults: (await stat(experimentPaths(workspace.experimentFolder(name)).json).catch(() => null)) !== null,
    jobId: jobOf({ name, workspacePath: workspace.path, jobs })?.jobId ?? null,
  }
}

async function cellsOf(
  workspace: Workspace,
  record: ExperimentRecord,
  scores: ReadonlyMap<string, MeanAndSd>,
): Promise<ExperimentDetail['cells']> {
  const spec = parseExperimentSpec({ value: record.spec, known: knownIds })
  const layout = layoutOrNull(workspace, spec)
  // A spec that was changed may be here before the ledger has its runs, so cells are found by name and not by place.
  const byCell = Map.groupBy(
    expandRuns(spec).map((run, position) => ({ ...run, laidOut: layout?.runs.at(position) })),
    ({ cell }) => cell.cellId,
  )
  return workspace.runs.list(record.name).flatMap(({ runId, cellId, state, error }) => {
    const run = byCell.get(cellId)?.shift()
    if (run === undefined) return []
    const { laidOut } = run
    const { model, policy, propagator, densityFraction, volumeFraction, isDenseReference } = run.cell
    return [
      {
        cellId,
        runId,
        seed: run.seed,
        state,
        model,
        policy,
        propagator: propagator ?? NO_PROPAGATOR,
        densityFraction,
        volumeFraction,
        isDenseReference,
        volumeCount: laidOut?.trainingCases.length ?? null,
        nominalBudgetSlices: laidOut?.nominalBudgetSlices ?? null,
        iou: scores.get(runId) ?? null,
        error: error === null ? null : wireErrorOfRun(error),
      },
    ]
  })
}

/** What was run may be looked at when its cases are gone: then only their numbers are missing. */
function layoutOrNull(workspace: Workspace, spec: ExperimentSpec): ExperimentLayout | null {
  try {
    return layOutExperiment(workspace, spec)
  } catch (error) {
    if (error instanceof SlicewrightError) return null
    throw error
  }
}

/** Of results.json, no more than is shown: it is read again every few seconds while a grid runs. */
const scoresSchema = z.object({
  runs: z.array(z.object({ runId: z.string(), foreground: z.object({ iou: meanAndSdSchema }) })),
})

async function scoresOf(path: string): Promise<Map<string, MeanAndSd>> {
  const parsed = scoresSchema.safeParse(parseJson(await readFile(path, 'utf8').catch(() => '')))
  return new Map(parsed.success ? parsed.data.runs.map(({ runId, foreground }) => [runId, foreground.iou]) : [])
}

function wireErrorOfRun({ code, message }: RunError): WireError {
  const known = wireErrorSchema.safeParse({ code, message, details: {} })
  return known.success ? known.data : { code: 'INTERNAL', message, details: {} }
}

function specDocument(spec: unknown): Record<string, unknown> {
  return typeof spec === 'object' && spec !== null ? { ...spec } : {}
}
