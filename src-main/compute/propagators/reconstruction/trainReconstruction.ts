import { setImmediate } from 'node:timers/promises'
import { SlicewrightError, throwIfCancelled } from '../../../domain/errors'
import { SeededRandom } from '../../../domain/random/SeededRandom'
import type { State } from '../../backends/Backend'
import { adamWInputs } from '../../training/adamW'
import { createOptimisedProgram } from '../../training/createOptimisedProgram'
import { hasFiniteState } from '../../training/hasFiniteState'
import type { CohortCase, FitContext } from '../LearnedPropagator'
import type { ReconstructionMethod } from './ReconstructionMethod'
import type { ReconstructionSettings } from './reconstructionParams'
import { createSliceEncoder, ENCODER_VARIANTS } from './sliceEncoder'
import { SlicePool, type Stretch } from './SlicePool'

const WHAT = 'Training'
/** The learning rate is halved so many times, after equal shares of the steps. */
const HALVINGS = 3
const CHECKPOINT_INTERVAL_STEPS = 200
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
  const { seed, signal } = context
  if (cases.length === 0)
    throw new SlicewrightError('NO_CASES', 'There is no volume to learn from. Choose at least one.', { details: {} })
  const identity = JSON.stringify({ method: method.id, settings, seed, caseIds: cases.map(({ caseId }) => caseId) })
  const { largestSide } = ENCODER_VARIANTS[settings.variant]
  const pool = new SlicePool({ cases, seed, largestSide, intensityWindow: settings.intensityWindow })
  const checkpoint = await readCheckpoint(context, method.id, identity)
  const onLoaded = async (count: number) => {
    throwIfCancelled(signal, WHAT)
    context.report({ stage: 'reading', done: count, total: pool.firstLoadCount, unit: 'volumes' })
    await setImmediate()
  }
  const firstStep = checkpoint?.step ?? 0
  const side = checkpoint?.side ?? sideFor(await pool.prepare(firstStep, onLoaded), settings.patchSide)
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
    if (checkpoint !== null) await compiled.writeState(checkpoint.state)
    let recent = [...(checkpoint?.recent ?? [])]
    let finalLoss: number | null = checkpoint?.finalLoss ?? null
    const save = async (step: number) => {
      const state = await compiled.readState()
      // A finite loss says nothing of the weights after that step; a bad checkpoint would be worse than none.
      if (!hasFiniteState(state)) throw diverged('the weights are no longer finite numbers', step, settings)
      await context.writeCheckpoint(method.id, { state, facts: { identity, step, side, finalLoss, recent } })
    }
    for (let step = firstStep; step < settings.stepCount; step++) {
      if (signal.aborted) {
        await save(step)
        throwIfCancelled(signal, WHAT)
      }
      const stretches = await pool.prepare(step, step === firstStep ? onLoaded : () => undefined)
      const batch = training.drawBatch({
        stretches,
        random: SeededRandom.for(seed, 'step', step),
        progressFraction: step / settings.stepCount,
      })
      const { loss } = await compiled.run({ ...batch, ...ratesAt(step, settings) })
      if (!Number.isFinite(loss[0])) throw diverged(`the loss became ${loss[0]}`, step, settings)
      recent.push(loss[0])
      if (recent.length === CURVE_INTERVAL_STEPS) {
        finalLoss = recent.reduce((sum, value) => sum + value, 0) / recent.length
        recent = []
        context.measure({ series: 'training-loss', step: step + 1, value: finalLoss })
      }
      context.report({ stage: 'training', done: step + 1, total: settings.stepCount, unit: 'steps' })
      if ((step + 1) % CHECKPOINT_INTERVAL_STEPS === 0 || step + 1 === settings.stepCount) await save(step + 1)
      await setImmediate()
    }
    const state = await compiled.readState()
    const weights = Object.fromEntries(Object.keys(encoder.variables).map((name) => [name, state[name]]))
    return { weights, side, finalLoss }
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

function ratesAt(step: number, { learningRate, stepCount }: ReconstructionSettings): Record<string, Float32Array> {
  const halvings = Math.floor(((HALVINGS + 1) * step) / stepCount)
  const rates = adamWInputs({ step, learningRate: learningRate / 2 ** halvings })
  return Object.fromEntries(Object.entries(rates).map(([name, value]) => [name, Float32Array.of(value)]))
}

function diverged(what: string, step: number, { learningRate, stepCount }: ReconstructionSettings): SlicewrightError {
  return new SlicewrightError(
    'TRAINING_DIVERGED',
    `At step ${step + 1} of ${stepCount} ${what}. Train again with a lower learning rate (it is ${learningRate}).`,
    { details: { step, learningRate } },
  )
}

interface Resumed {
  readonly state: State
  readonly step: number
  readonly side: number
  readonly finalLoss: number | null
  readonly recent: readonly number[]
}

/** A checkpoint of other settings, another seed or other cases is not gone on from. */
async function readCheckpoint(context: FitContext, name: string, identity: string): Promise<Resumed | null> {
  const checkpoint = await context.readCheckpoint(name)
  if (checkpoint === null || checkpoint.facts['identity'] !== identity) return null
  const { step, side, finalLoss, recent } = checkpoint.facts
  return { state: checkpoint.state, step, side, finalLoss, recent } as Resumed
}
