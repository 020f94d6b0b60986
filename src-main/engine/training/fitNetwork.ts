import { setImmediate } from 'node:timers/promises'
import type { State } from '../../compute/backends/Backend'
import type { BatchShape } from '../../compute/training/createTrainingProgram'
import { hasFiniteState } from '../../compute/training/hasFiniteState'
import type { TrainingSession } from '../../compute/training/TrainingSession'
import { CancelledError, SlicewrightError, throwIfCancelled } from '../../domain/errors'
import { learningRateAt } from '../../domain/experiment/learningRate'
import type { BestValidation } from '../../domain/experiment/trainedModel'
import type { TrainingSettings } from '../../domain/experiment/trainingSettings'
import { assembleBatch, type PooledSlice } from '../../domain/sampling/assembleBatch'
import type { JobContext } from '../jobs/JobRunner'
import { readCheckpoint, writeCheckpoint } from './checkpoint'
import type { ValidationSlices } from './prepareCases'
import { VALIDATION_METRIC, validateNetwork } from './validateNetwork'

interface FitRequest extends Pick<JobContext, 'signal' | 'report' | 'measure'> {
  readonly session: TrainingSession
  readonly shape: BatchShape
  readonly pool: readonly PooledSlice[]
  readonly validation: readonly ValidationSlices[]
  readonly settings: TrainingSettings
  readonly runFolder: string
}

/**
 * Trains for the settings' number of steps, going on from the run folder's checkpoint if there is one. Stopped and resumed at any
 * point it ends with the same bytes as in one go, on the same device.
 *
 * @returns the weights that were best on the validation cases
 * @throws SlicewrightError CANCELLED, after a checkpoint; TRAINING_DIVERGED, with the last good checkpoint kept; DISK_FULL,
 *   WRITE_FAILED, FILE_UNREADABLE
 */
export async function fitNetwork(request: FitRequest): Promise<{ weights: State; bestValidation: BestValidation }> {
  const { session, settings, runFolder } = request
  const resumed = await readCheckpoint(runFolder)
  if (resumed !== null) await session.writeState(resumed.state)
  const fitting = new Fitting(request, resumed ?? (await startOf(session)), resumed?.step ?? null)
  try {
    for (;;) {
      await fitting.validateIfDue()
      const isDone = fitting.step === settings.stepCount
      if (isDone || fitting.step % settings.checkpointIntervalSteps === 0) await fitting.save()
      if (isDone) return fitting.result()
      await fitting.advance()
    }
  } catch (error) {
    if (error instanceof CancelledError) await fitting.save()
    throw error
  }
}

/** Where a training stands: a checkpoint without the device's state. */
interface Position {
  readonly step: number
  readonly validatedStep: number | null
  readonly best: { readonly step: number; readonly value: number } | null
  readonly bestWeights: State
}

async function startOf(session: TrainingSession): Promise<Position> {
  const bestWeights = session.weightsOf(await session.readState())
  return { step: 0, validatedStep: null, best: null, bestWeights }
}

class Fitting {
  private readonly request: FitRequest
  private position: Position
  private savedPosition: Position | null = null
  private savedStep: number | null

  constructor(request: FitRequest, position: Position, savedStep: number | null) {
    this.request = request
    this.position = position
    this.savedStep = savedStep
    if (savedStep !== null) this.savedPosition = position
  }

  get step(): number {
    return this.position.step
  }

  /** One training step. */
  async advance(): Promise<void> {
    const { session, shape, pool, settings, signal, report, measure } = this.request
    const { step } = this.position
    // A device that computes in this thread would else never let a cancel in.
    await setImmediate()
    throwIfCancelled(signal, 'The training')
    const { seed, batchSize, augmentation } = settings
    const batch = assembleBatch({ pool, seed, step, batchSize, classCount: shape.classCount, augmentation })
    const loss = await session.step({ batch, step, learningRate: learningRateAt(settings, step) })
    if (!Number.isFinite(loss)) throw this.diverged(`the loss became ${loss}`)
    this.position = { ...this.position, step: step + 1 }
    measure([{ series: 'training-loss', step: step + 1, value: loss }])
    report({ stage: 'training', done: step + 1, total: settings.stepCount, unit: 'steps' })
  }

  async validateIfDue(): Promise<void> {
    const { session, shape, validation, settings, signal, measure } = this.request
    const { step, validatedStep, best } = this.position
    const isDue = step === settings.stepCount || (step > 0 && step % settings.validationIntervalSteps === 0)
    if (!isDue || validatedStep === step) return
    const predict = (images: Float32Array) => session.predict(images)
    const value = await validateNetwork({ cases: validation, shape, predict, signal })
    measure([{ series: `validation-${VALIDATION_METRIC}`, step, value }])
    const isBetter = best === null || value > best.value
    this.position = {
      step,
      validatedStep: step,
      best: isBetter ? { step, value } : best,
      bestWeights: isBetter ? session.weightsOf(await session.readState()) : this.position.bestWeights,
    }
  }

  /** Writes a checkpoint, unless the last one says the same. */
  async save(): Promise<void> {
    const { session, runFolder } = this.request
    if (this.savedPosition === this.position) return
    const state = await session.readState()
    if (!hasFiniteState(state)) throw this.diverged('the weights are no longer finite numbers')
    await writeCheckpoint(runFolder, { ...this.position, state })
    this.savedPosition = this.position
    this.savedStep = this.position.step
  }

  result(): { weights: State; bestValidation: BestValidation } {
    const { best, bestWeights } = this.position
    if (best === null) throw new Error('A training ends with a validation.')
    return { weights: bestWeights, bestValidation: { metric: VALIDATION_METRIC, value: best.value, step: best.step } }
  }

  private diverged(what: string): SlicewrightError {
    const { settings, runFolder } = this.request
    const { step } = this.position
    const kept =
      this.savedStep === null ? 'No checkpoint was written yet.' : `The checkpoint of step ${this.savedStep} is kept.`
    return new SlicewrightError(
      'TRAINING_DIVERGED',
      `At step ${step} of ${settings.stepCount} ${what}. ${kept} Train again in another folder with a lower learning rate (it is ${settings.learningRate}; try ${settings.learningRate / 3}), and look for images with extreme intensities: clipping to percentiles helps there.`,
      { details: { step, runFolder, checkpointStep: this.savedStep, learningRate: settings.learningRate } },
    )
  }
}
