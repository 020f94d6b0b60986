import { createHash } from 'node:crypto'
import type { CatalogPropagator } from '../../compute/propagators/LearnedPropagator'
import type { PropagatorTraining } from '../../contract/propagation'
import type { Problem } from '../../contract/studies'
import { SlicewrightError } from '../../domain/errors'
import { canonicalJson } from '../../domain/experiment/runIdentity'
import type { PropagationModelFile } from '../../io/models/propagationModelFile'
import type { Workspace } from '../../io/workspace/Workspace'
import type { JobContext } from '../jobs/JobRunner'
import { software } from '../software'
import { describeModel } from './describeModel'
import { fitCheckpoints, forgetOldCheckpoints } from './FitCheckpoints'
import { readyPropagator, type PreparedPropagator } from './readyPropagator'
import { workspaceCohort } from './workspaceCohort'

export interface TrainPropagatorRequest {
  readonly planId: string | null
  readonly caseIds: readonly string[] | null
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly deviceId?: string | undefined
  readonly threads?: number | undefined
  readonly name?: string | undefined
}

interface TrainedPropagator extends PreparedPropagator {
  readonly file: PropagationModelFile
  readonly trainingSeconds: number
  readonly problems: readonly Problem[]
}

interface TrainPropagatorOptions {
  readonly workspace: Workspace
  readonly entry: CatalogPropagator
  readonly request: TrainPropagatorRequest
  readonly job: Pick<JobContext, 'signal' | 'report' | 'measure'>
}

/**
 * Trains a propagator on cases of the workspace and keeps it there. Stopped, by whatever, it goes on from its last checkpoint when the
 * same training is asked for again: same cases, same drawn slices, same settings, same version.
 * @throws SlicewrightError BAD_REQUEST for a method that learns nothing; as `workspaceCohort` and `readyPropagator`
 */
export async function trainPropagator(options: TrainPropagatorOptions): Promise<PropagatorTraining> {
  const trained = await trainReadyPropagator(options)
  await trained.close()
  const { file, trainingSeconds, problems } = trained
  return { model: describeModel(file), seconds: trainingSeconds, problems: [...problems] }
}

/** As `trainPropagator`, and gives it ready for use; whoever asked for it closes it. */
export async function trainReadyPropagator({
  workspace,
  entry,
  request,
  job,
}: TrainPropagatorOptions): Promise<TrainedPropagator> {
  if (entry.learnsFrom === 'nothing')
    throw new SlicewrightError(
      'BAD_REQUEST',
      `Propagator "${entry.id}" learns nothing, so there is nothing to train. Propagate with it at once.`,
      { details: { propagator: entry.id } },
    )
  const { planId, caseIds, params, seed, deviceId, threads, name } = request
  const cohort = workspaceCohort({ workspace, planId, caseIds, entry, signal: job.signal })
  const key = createHash('sha256')
    .update(
      canonicalJson([
        software.version,
        entry.id,
        params,
        seed,
        deviceId ?? null,
        threads ?? null,
        cohort.contentSha256,
      ]),
    )
    .digest('hex')
    .slice(0, 32)
  const folder = workspace.propagatorModels.checkpointFolder(key)
  await forgetOldCheckpoints(folder)
  const checkpoints = fitCheckpoints(folder)
  const prepared = await readyPropagator({
    entry,
    params,
    cohort: () => cohort.cases,
    seed,
    device: { deviceId, threads },
    name,
    checkpoints,
    context: job,
  })
  try {
    if (prepared.modelToKeep === null || prepared.trainingSeconds === null)
      throw new Error(`"${entry.id}" was not trained.`)
    const file = await workspace.propagatorModels.add(prepared.modelToKeep)
    await checkpoints.forget()
    return { ...prepared, file, trainingSeconds: prepared.trainingSeconds, problems: [...cohort.problems] }
  } catch (error) {
    await prepared.close()
    throw error
  }
}
