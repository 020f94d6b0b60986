import { statfs } from 'node:fs/promises'
import { propagators } from '../../catalog/propagators'
import { isLearned } from '../../compute/propagators/LearnedPropagator'
import type { ExperimentEstimate } from '../../contract/experiments'
import { SlicewrightError } from '../../domain/errors'
import type { RunResult } from '../../domain/experiment/results'
import { voxelCount } from '../../domain/volume/geometry'
import type { Workspace } from '../../io/workspace/Workspace'
import { wireErrorOf } from '../jobs/wireErrorOf'
import { folderBytes } from './folderBytes'
import { measurePace, measurePropagatorPace, type MeasurePaceRequest } from './measurePace'
import type { ExperimentPlan, ExperimentRunPlan } from './planExperiment'
import { runsWithItsPropagator } from './RunPropagator'

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
 * few real steps on this device; a propagator that learns and is in no finished run is trained for a few steps, too. Time is null where
 * neither works; the grid then finds out why.
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
  const seconds = pace === null ? null : await secondsFor({ request, left, pace })
  if (pace === null || seconds === null)
    return { ...counts, basis: 'unknown', secondsPerRun: null, seconds: null, diskBytes: DISK_RESERVE_BYTES }
  const predictionBytes = plan.spec.keepPredictions
    ? plan.testCases.reduce((sum, { record }) => sum + voxelCount(record.geometry), 0)
    : 0
  return {
    ...counts,
    basis: pace.basis,
    secondsPerRun: seconds / left.length,
    seconds,
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
  /** Of runs whose propagator, if they have one, learns nothing. */
  readonly secondsPerRun: number
  /** Of runs with a propagator that learns, its training included. */
  readonly secondsByPropagator: ReadonlyMap<string, number>
  readonly modelBytes: number
  readonly checkpointBytes: number
}

/** null unless a run has finished whose propagator learns nothing: what the others take beside its training is not known. */
async function paceOfFinished({ plan, workspace, finished }: EstimateRequest): Promise<Pace | null> {
  const secondsByLearning = new Map<string | null, number[]>()
  let modelBytes = 0
  for (const { runId, configuration } of plan.runs) {
    const ledger = finished.has(runId) ? workspace.runs.find(runId) : null
    if (ledger?.attemptCount !== 1 || ledger.startedAt === null || ledger.finishedAt === null) continue
    const learning = learningPropagatorOf(configuration)
    const seconds = (Date.parse(ledger.finishedAt) - Date.parse(ledger.startedAt)) / 1000
    secondsByLearning.set(learning, [...(secondsByLearning.get(learning) ?? []), seconds])
    modelBytes = Math.max(modelBytes, await folderBytes(workspace.runFolder(runId)))
  }
  const plain = secondsByLearning.get(null)
  if (plain === undefined) return null
  return {
    basis: 'finished-runs',
    secondsPerRun: meanOf(plain),
    secondsByPropagator: new Map(
      [...secondsByLearning].flatMap(([id, seconds]) => (id === null ? [] : [[id, meanOf(seconds)] as const])),
    ),
    modelBytes,
    checkpointBytes: CHECKPOINT_TO_MODEL_RATIO * modelBytes,
  }
}

/** A run without propagation is measured, if there is one: filling slices in is short beside training. */
async function measuredPace(request: EstimateRequest, left: readonly ExperimentRunPlan[]): Promise<Pace | null> {
  const run = left.find(({ configuration }) => learningPropagatorOf(configuration) === null)
  // Its own propagator would have to be trained to the end first.
  const plain = run ?? { ...left[0], configuration: { ...left[0].configuration, propagator: null } }
  const pace = await measured(request, () => measurePace({ ...request, run: plain }))
  return pace === null ? null : { basis: 'measured-steps', secondsByPropagator: new Map(), ...pace }
}

/** Of runs with a propagator that was never trained here, its pace is measured; one that several runs share is counted once. */
async function secondsFor({
  request,
  left,
  pace,
}: {
  request: EstimateRequest
  left: readonly ExperimentRunPlan[]
  pace: Pace
}): Promise<number | null> {
  let seconds = 0
  for (const [learning, runs] of Map.groupBy(left, ({ configuration }) => learningPropagatorOf(configuration))) {
    const known = learning === null ? pace.secondsPerRun : pace.secondsByPropagator.get(learning)
    if (known !== undefined) {
      seconds += runs.length * known
      continue
    }
    const trainingSeconds = await measured(request, () => measurePropagatorPace({ ...request, run: runs[0] }))
    if (trainingSeconds === null) return null
    const trained = runs.filter((run, at) => {
      const same = runsWithItsPropagator(request.plan, run)
      return !runs.slice(0, at).some((earlier) => same.includes(earlier))
    })
    seconds += runs.length * pace.secondsPerRun + trained.length * trainingSeconds
  }
  return seconds
}

function learningPropagatorOf({ propagator }: ExperimentRunPlan['configuration']): string | null {
  return propagator !== null && isLearned(propagators.get(propagator)) ? propagator : null
}

/** @returns null where it failed; the grid will find out why, and says so of the runs concerned */
async function measured<Result>({ context }: EstimateRequest, measure: () => Promise<Result>): Promise<Result | null> {
  try {
    return await measure()
  } catch (error) {
    const { code, message } = wireErrorOf(error)
    if (code === 'CANCELLED') throw error
    context.note(`The time could not be estimated: ${message}`)
    return null
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`
}
