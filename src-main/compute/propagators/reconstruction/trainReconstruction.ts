import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { SlicewrightError, throwIfCancelled } from '../../../domain/errors'
import { SeededRandom } from '../../../domain/random/SeededRandom'
import type { State } from '../../backends/Backend'
import { createOptimisedProgram } from '../../training/createOptimisedProgram'
import { readTraining, trainSteps, weightsAmong } from '../../training/trainSteps'
import type { CohortCase, FitContext } from '../LearnedPropagator'
import type { ReconstructionMethod } from './ReconstructionMethod'
import type { ReconstructionSettings } from './reconstructionParams'
import { createSliceEncoder, ENCODER_VARIANTS } from './sliceEncoder'
import { SlicePool, type Stretch } from './SlicePool'

const WHAT = 'Training'
/** The learning rate is halved so many times, after equal shares of the steps. */
const HALVINGS = 3
/** The loss of a single pair says little: points of the curve are means over so many steps. */
const CURVE_INTERVAL_STEPS = 10
/** Sides of patches are multiples of this, so that cohorts of nearly equal slices train alike. */
const SIDE_MULTIPLE = 8

export interface TrainedEncoder {
  readonly weights: State
  /** Side of the patches it learned from. */
  readonly side: number
  /** Mean loss of the last point of the curve; null for a training shorter than that. */
  readonly finalLoss: number | null
}

/**
 * Trains an encoder on pairs (or windows) of slices of the cases. Every step's batch depends on the seed and the step alone: resumed from the
 * context's checkpoint, it ends in the same weights, byte for byte, as a training that was never interrupted.
 *
 * Cancelling is heard between steps; it leaves a checkpoint behind.
 * @throws SlicewrightError NO_CASES, TRAINING_DIVERGED, CANCELLED
 */
export async function trainReconstruction(options: {
  method: ReconstructionMethod
  cases: readonly CohortCase[]
  settings: ReconstructionSettings
  context: FitContext
}): Promise<TrainedEncoder> {
  const { method, cases, settings, context } = options
  const { stepCount, learningRate } = settings
  const { seed, signal } = context
  if (cases.length === 0)
    throw new SlicewrightError('NO_CASES', 'There is no volume to learn from. Choose at least one.', { details: {} })
  const identity = JSON.stringify({ method: method.id, settings, seed, caseIds: cases.map(({ caseId }) => caseId) })
  const { largestSide } = ENCODER_VARIANTS[settings.variant]
  const pool = new SlicePool({ cases, seed, largestSide, intensityWindow: settings.intensityWindow })
  const resumed = await readTraining({ slot: method.id, identity, own: z.object({ side: z.int() }), context })
  const onLoaded = async (count: number) => {
    throwIfCancelled(signal, WHAT)
    context.report({ stage: 'reading', done: count, total: pool.firstLoadCount, unit: 'volumes' })
    await setImmediate()
  }
  const firstStep = resumed?.step ?? 0
  const side = resumed?.own.side ?? sideFor(await pool.prepare(firstStep, onLoaded), settings.patchSide)
  throwIfCancelled(signal, WHAT)
  const training = method.createTraining({ settings, side })
  const encoder = createSliceEncoder({ variant: settings.variant, inputCount: method.inputCount, seed })
  const { program, disposeMoments } = createOptimisedProgram({
    weights: encoder.variables,
    decayedNames: encoder.decayedNames,
    weightDecay: 0,
    inputs: training.inputs,
    lossOf: (inputs) => training.lossOf(inputs, encoder),
  })
  const compiled = await context.backend.compile(program)
  try {
    // Compiling leaves no time to hear of a cancellation.
    await setImmediate()
    throwIfCancelled(signal, WHAT)
    if (resumed !== null) await compiled.writeState(resumed.state)
    const { curveLoss } = await trainSteps({
      slot: method.id,
      identity,
      compiled,
      resumed,
      stepCount,
      batchAt: async (step) => {
        const stretches = await pool.prepare(step, step === firstStep ? onLoaded : () => undefined)
        return training.drawBatch({
          stretches,
          random: SeededRandom.for(seed, 'step', step),
          progressFraction: step / stepCount,
        })
      },
      learningRateAt: (step) => learningRate / 2 ** Math.floor(((HALVINGS + 1) * step) / stepCount),
      curveIntervalSteps: CURVE_INTERVAL_STEPS,
      own: () => ({ side }),
      remedy: `Train again with a lower learning rate (it is ${learningRate}).`,
      context,
    })
    return { weights: weightsAmong(await compiled.readState(), encoder.variables), side, finalLoss: curveLoss }
  } finally {
    await compiled.dispose()
    disposeMoments()
    encoder.dispose()
  }
}

/** No larger than the slices are: beyond them there is nothing to learn from. */
function sideFor(stretches: readonly Stretch[], patchSide: number): number {
  const longest = stretches.reduce((most, { width, height }) => Math.max(most, width, height), 1)
  return Math.min(patchSide, SIDE_MULTIPLE * Math.ceil(longest / SIDE_MULTIPLE))
}
