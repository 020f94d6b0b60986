import { join } from 'node:path'
import { propagators } from '../../catalog/propagators'
import type { Backend } from '../../compute/backends/Backend'
import { isLearned, type CatalogPropagator, type CohortCase } from '../../compute/propagators/LearnedPropagator'
import { copyFileAtomically } from '../../io/files/copyFileAtomically'
import { isFile } from '../../io/files/listFiles'
import { readPropagationModel, writePropagationModel } from '../../io/models/propagationModelFile'
import type { JobContext } from '../jobs/JobRunner'
import { fitCheckpoints } from '../propagation/FitCheckpoints'
import { readyPropagator, type PreparedPropagator } from '../propagation/readyPropagator'
import type { ExperimentPlan, ExperimentRunPlan } from './planExperiment'

const MODEL_FILE = 'propagator.safetensors'

/** In which progress of its training is reported: steps alone are those of the run's network. */
export const PROPAGATOR_STEPS = 'propagator steps'

/**
 * The propagator of one run, made ready when the first volume asks for it. One that learns is trained once, on the sparse training labels
 * of the run; its model and checkpoints lie in the run's folder, so that a run that goes on goes on with it. One that learns from images
 * alone is the same in all runs with the same volumes and seed: it is trained in the first of them, the others take a copy.
 */
export class RunPropagator {
  private readonly options: RunPropagatorOptions
  private prepared: Promise<PreparedPropagator> | null = null

  constructor(options: RunPropagatorOptions) {
    this.options = options
  }

  /** @throws SlicewrightError as `readyPropagator` */
  ready(): Promise<PreparedPropagator> {
    return (this.prepared ??= this.prepare())
  }

  async close(): Promise<void> {
    // Whoever asked for it was told why it could not be made ready.
    const prepared = await this.prepared?.catch(() => null)
    await prepared?.close()
  }

  private async prepare(): Promise<PreparedPropagator> {
    const { method, cohort, seed, backend, runFolder, lenderFolders, context } = this.options
    if (method === null) throw new Error('A run without a propagator asked for it.')
    const entry = propagators.get(method)
    const path = join(runFolder, MODEL_FILE)
    if (learnsFromImages(entry)) await borrowModel(path, lenderFolders)
    const model = isLearned(entry) && (await isFile(path)) ? await readPropagationModel(path) : undefined
    const checkpoints = fitCheckpoints(join(runFolder, 'checkpoints', 'propagator'))
    const { signal } = context
    const report: JobContext['report'] = (progress) =>
      context.report(
        progress.unit === 'steps'
          ? { ...progress, stage: `training ${entry.label}`, unit: PROPAGATOR_STEPS }
          : progress,
      )
    // The curves of a run are those of its network.
    const quiet = { signal, report, measure: () => undefined }
    const device = { backend }
    const request = { entry, params: {}, model, cohort: () => cohort, seed, device, checkpoints, context: quiet }
    const prepared = await readyPropagator(request)
    try {
      if (prepared.modelToKeep !== null && model === undefined) {
        await writePropagationModel(path, prepared.modelToKeep)
        await checkpoints.forget()
      }
      return prepared
    } catch (error) {
      await prepared.close()
      throw error
    }
  }
}

async function borrowModel(path: string, lenderFolders: readonly string[]): Promise<void> {
  if (await isFile(path)) return
  for (const folder of lenderFolders) {
    const from = join(folder, MODEL_FILE)
    if (await isFile(from)) return copyFileAtomically({ from, to: path })
  }
}

function learnsFromImages(entry: CatalogPropagator): boolean {
  return entry.learnsFrom === 'images'
}

/** Other runs whose propagator is this run's: it learns from the same images alone, with the same seed. */
export function runsWithItsPropagator({ runs }: ExperimentPlan, run: ExperimentRunPlan): readonly ExperimentRunPlan[] {
  const { propagator, seed } = run.configuration
  if (propagator === null || !learnsFromImages(propagators.get(propagator))) return []
  const volumesOf = (each: ExperimentRunPlan) => each.trainingCases.map(({ record }) => record.caseId).join('\n')
  return runs.filter(
    (other) =>
      other !== run &&
      other.configuration.propagator === propagator &&
      other.configuration.seed === seed &&
      volumesOf(other) === volumesOf(run),
  )
}

interface RunPropagatorOptions {
  /** A propagator's id; null for a run that fills in nothing, and never asks. */
  readonly method: string | null
  /** The volumes of the run, made sparse. */
  readonly cohort: readonly CohortCase[]
  readonly seed: number
  /** Open already, and stays so. */
  readonly backend: Backend
  readonly runFolder: string
  /** Of runs whose propagator is the same. */
  readonly lenderFolders: readonly string[]
  readonly context: Pick<JobContext, 'signal' | 'report'>
}
