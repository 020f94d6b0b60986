import { join } from 'node:path'
import { propagators } from '../../catalog/propagators'
import type { Backend } from '../../compute/backends/Backend'
import { isLearned, type CohortCase } from '../../compute/propagators/LearnedPropagator'
import { isFile } from '../../io/files/listFiles'
import { readPropagationModel, writePropagationModel } from '../../io/models/propagationModelFile'
import type { JobContext } from '../jobs/JobRunner'
import { fitCheckpoints } from '../propagation/FitCheckpoints'
import { readyPropagator, type PreparedPropagator } from '../propagation/readyPropagator'

/**
 * The propagator of one run, made ready when the first volume asks for it. One that learns is trained once, on the sparse training labels
 * of the run; its model and checkpoints lie in the run's folder, so that a run that goes on goes on with it.
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
    const { method, cohort, seed, backend, runFolder, context } = this.options
    if (method === null) throw new Error('A run without a propagator asked for it.')
    const entry = propagators.get(method)
    const path = join(runFolder, 'propagator.safetensors')
    const model = isLearned(entry) && (await isFile(path)) ? await readPropagationModel(path) : undefined
    const checkpoints = fitCheckpoints(join(runFolder, 'checkpoints', 'propagator'))
    const { signal } = context
    const report: JobContext['report'] = (progress) => context.report(progress)
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

interface RunPropagatorOptions {
  /** A propagator's id; null for a run that fills in nothing, and never asks. */
  readonly method: string | null
  /** The volumes of the run, made sparse. */
  readonly cohort: readonly CohortCase[]
  readonly seed: number
  /** Open already, and stays so. */
  readonly backend: Backend
  readonly runFolder: string
  readonly context: Pick<JobContext, 'signal' | 'report'>
}
