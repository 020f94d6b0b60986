import { statfs } from 'node:fs/promises'
import type { ExperimentEstimate } from '../../contract/experiments'
import { SlicewrightError } from '../../domain/errors'
import type { RunResult } from '../../domain/experiment/results'
import { voxelCount } from '../../domain/volume/geometry'
import type { Workspace } from '../../io/workspace/Workspace'
import { wireErrorOf } from '../jobs/wireErrorOf'
import { folderBytes } from './folderBytes'
import { measurePace, type MeasurePaceRequest } from './measurePace'
import type { ExperimentPlan, ExperimentRunPlan } from './planExperiment'

/** Left free beside what the runs need: results, the database and its journal. */
const DISK_RESERVE_BYTES = 64 * 2 ** 20

/** While a run trains, its checkpoint lies beside its model: weights, their best so far and two optimiser slots. */
const CHECKPOINT_TO_MODEL_RATIO = 5

interface EstimateRequest extends Omit<MeasurePaceRequest, 'run'> {
  readonly workspace: Workspace
  readonly finished: ReadonlyMap<string, RunResult>
}

/**
 * What is left of a grid, in time and disk: from its finished runs where it has any that were not interrupted, else by training a
 * few real steps on this device. Time is null where neither works; the grid then finds out why.
 */
export async function estimateExperiment(request: EstimateRequest): Promise<ExperimentEstimate> {
  const { plan, workspace, finished } = request
  const left = plan.runs.filter(({ runId }) => !finished.has(runId))
  const { bavail, bsize } = await statfs(workspace.path)
  const counts = {
    runCount: plan.runs.length,
    finishedRunCount: plan.runs.length - left.length,
    freeDiskBytes: bavail * bsize,
  }
  if (left.length === 0) return { ...counts, basis: 'nothing-to-do', secondsPerRun: null, seconds: 0, diskBytes: 0 }
  const pace = (await paceOfFinished(request)) ?? (await measuredPace(request, left))
  if (pace === null)
    return { ...counts, basis: 'unknown', secondsPerRun: null, seconds: null, diskBytes: DISK_RESERVE_BYTES }
  const predictionBytes = plan.spec.keepPredictions
    ? plan.testCases.reduce((sum, { record }) => sum + voxelCount(record.geometry), 0)
    : 0
  return {
    ...counts,
    basis: pace.basis,
    secondsPerRun: pace.secondsPerRun,
    seconds: pace.secondsPerRun * left.length,
    diskBytes: left.length * (pace.modelBytes + predictionBytes) + pace.checkpointBytes + DISK_RESERVE_BYTES,
  }
}

/**
 * @throws SlicewrightError DISK_FULL where the disk (or the spec's limit) is too small, SPEC_INVALID where the estimate is longer
 *   than the spec allows
 */
export function refuseWhatDoesNotFit({ spec }: ExperimentPlan, estimate: ExperimentEstimate): void {
  const { diskBytes, freeDiskBytes, seconds } = estimate
  const allowedBytes = Math.min(freeDiskBytes, spec.limits.diskBytes ?? Infinity)
  if (diskBytes > allowedBytes)
    throw new SlicewrightError(
      'DISK_FULL',
      `The runs still to do need about ${megabytes(diskBytes)} of disk; ${megabytes(allowedBytes)} ` +
        `${allowedBytes === freeDiskBytes ? 'are free' : 'are allowed (limits.diskBytes)'}. Free some space, raise the limit or make the grid smaller.`,
      { details: { neededBytes: diskBytes, freeBytes: freeDiskBytes, allowedBytes } },
    )
  const hours = (seconds ?? 0) / 3600
  if (spec.limits.hours !== null && hours > spec.limits.hours)
    throw new SlicewrightError(
      'SPEC_INVALID',
      `limits.hours: the runs still to do take about ${hours.toFixed(2)} hours, allowed: ${spec.limits.hours}. Make the grid smaller or raise the limit.`,
      { details: { field: 'limits.hours', found: hours, allowed: spec.limits.hours } },
    )
}

interface Pace {
  readonly basis: 'finished-runs' | 'measured-steps'
  readonly secondsPerRun: number
  readonly modelBytes: number
  readonly checkpointBytes: number
}

async function paceOfFinished({ plan, workspace, finished }: EstimateRequest): Promise<Pace | null> {
  const seconds: number[] = []
  let modelBytes = 0
  for (const runId of finished.keys()) {
    const ledger = workspace.runs.find(runId)
    if (ledger?.attemptCount !== 1 || ledger.startedAt === null || ledger.finishedAt === null) continue
    seconds.push((Date.parse(ledger.finishedAt) - Date.parse(ledger.startedAt)) / 1000)
    modelBytes = Math.max(modelBytes, await folderBytes(workspace.runFolder(runId)))
  }
  if (seconds.length === 0 || plan.runs.length === 0) return null
  return {
    basis: 'finished-runs',
    secondsPerRun: seconds.reduce((sum, each) => sum + each, 0) / seconds.length,
    modelBytes,
    checkpointBytes: CHECKPOINT_TO_MODEL_RATIO * modelBytes,
  }
}

/** A run without propagation is measured, if there is one: filling slices in is short beside training. */
async function measuredPace(request: EstimateRequest, left: readonly ExperimentRunPlan[]): Promise<Pace | null> {
  const run = left.find(({ cell }) => cell.propagator === null) ?? left[0]
  try {
    return { basis: 'measured-steps', ...(await measurePace({ ...request, run })) }
  } catch (error) {
    const { code, message } = wireErrorOf(error)
    if (code === 'CANCELLED') throw error
    request.context.note(`The time could not be estimated: ${message}`)
    return null
  }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`
}
