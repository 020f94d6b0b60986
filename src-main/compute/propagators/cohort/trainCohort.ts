import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { SlicewrightError, throwIfCancelled } from '../../../domain/errors'
import {
  keySliceObservationSchema,
  type KeySliceObservation,
} from '../../../domain/propagation/estimate/KeySliceObservation'
import type { CompiledProgram, State } from '../../backends/Backend'
import { adamWInputs } from '../../training/adamW'
import { createTrainingProgram } from '../../training/createTrainingProgram'
import { hasFiniteState } from '../../training/hasFiniteState'
import type { FitContext } from '../LearnedPropagator'
import { assembleWindows } from './assembleWindows'
import type { Canvas } from './canvas'
import { chooseReach, pooledIou, REACHES_SLICES, usualReach } from './chooseReach'
import { CohortNetwork, createCohortNetwork } from './CohortNetwork'
import type { CohortParams } from './cohortParams'
import { examineHeldOut } from './examineHeldOut'
import { chooseHeldOut } from './chooseHeldOut'
import type { PooledWindow } from './loadCohortPool'
import type { SurveyedCase } from './surveyCohort'

const CHECKPOINT = 'cohort'
const CHECKPOINT_INTERVAL_STEPS = 200
const CURVE_INTERVAL_STEPS = 10
const WEIGHT_DECAY = 0.01
const POLY_EXPONENT = 0.9
/** Steps for each annotated slice at most: more only learns few slices by heart. */
const STEPS_PER_SLICE = 10
const FEWEST_STEPS = 300
/** After the held-out slices have been examined, all are trained on for so much longer, more gently. */
const LAST_STRETCH_FRACTION = 0.25
const LAST_STRETCH_RATE = 0.25

const calibrationSchema = z.object({
  reachSlices: z.number().nullable().describe('null stands for Infinity: shapes alone'),
  observations: z.array(keySliceObservationSchema),
})
const positionSchema = z.object({
  identity: z.string(),
  step: z.int(),
  calibration: calibrationSchema.nullable(),
  recent: z.array(z.number()),
})
type Position = z.infer<typeof positionSchema>

export interface TrainedCohort {
  readonly weights: State
  readonly reachSlices: number
  /** Of slices that were held out, at that reach; [] where none was. */
  readonly observations: readonly KeySliceObservation[]
  readonly stepCount: number
}

/**
 * Trains the network on annotated slices: first without the held-out ones, which then tell how far to trust shapes and how good the result
 * is; then on all of them. Resumed from the context's checkpoint it ends in the same weights as without interruption.
 * @throws SlicewrightError TRAINING_DIVERGED, CANCELLED (between steps, after a checkpoint)
 */
export async function trainCohort(options: {
  readonly pool: readonly PooledWindow[]
  readonly surveyed: readonly SurveyedCase[]
  readonly canvas: Canvas
  readonly classLabels: readonly number[]
  readonly params: CohortParams
  readonly context: FitContext
}): Promise<TrainedCohort> {
  const { pool, surveyed, canvas, classLabels, params, context } = options
  const { seed, signal, backend } = context
  const heldOut = chooseHeldOut(pool, params.heldOutFraction, seed)
  const isHeldOut = new Set(heldOut)
  const learned = pool.filter((window) => !isHeldOut.has(window))
  const firstStretch = Math.min(params.stepCount, Math.max(FEWEST_STEPS, STEPS_PER_SLICE * pool.length))
  const stepCount = firstStretch + (heldOut.length === 0 ? 0 : Math.ceil(firstStretch * LAST_STRETCH_FRACTION))
  const identity = JSON.stringify({
    params,
    seed,
    canvas,
    classLabels,
    slices: pool.map(({ caseId, sliceIndex }) => [caseId, sliceIndex]),
    contentSha256: contentSha256Of(pool),
  })
  const classCount = classLabels.length
  const network = createCohortNetwork({ params, classCount, seed })
  const shape = { batchSize: params.batchSize, ...canvas.size, classCount: classCount + 1 }
  const { program, disposeMoments } = createTrainingProgram({ network, shape, weightDecay: WEIGHT_DECAY })
  const compiled = await backend.compile(program)
  try {
    const checkpoint = await context.readCheckpoint(CHECKPOINT)
    const parsed = positionSchema.safeParse(checkpoint?.facts)
    let position: Position = { identity, step: 0, calibration: null, recent: [] }
    if (checkpoint !== null && parsed.success && parsed.data.identity === identity) {
      position = parsed.data
      await compiled.writeState(checkpoint.state)
    }
    let savedStep = position.step === 0 ? null : position.step
    const save = async () => {
      const state = await compiled.readState()
      if (!hasFiniteState(state))
        throw diverged({ what: 'the weights are no longer finite numbers', step: position.step, savedStep, params })
      await context.writeCheckpoint(CHECKPOINT, { state, facts: { ...position } })
      savedStep = position.step
    }
    const weightsNow = async () => {
      const state = await compiled.readState()
      return Object.fromEntries(Object.keys(network.variables).map((name) => [name, state[name]]))
    }
    while (position.step < stepCount) {
      if (signal.aborted) {
        await save()
        throwIfCancelled(signal, 'Training')
      }
      if (position.step === firstStretch && position.calibration === null) {
        const calibration = await calibrate({ ...options, heldOut, weights: await weightsNow() })
        position = { ...position, calibration }
        await save()
        const value = pooledIou(calibration.observations)
        if (Number.isFinite(value)) context.measure({ series: 'held-out-iou', step: position.step, value })
      }
      const isLast = position.step >= firstStretch
      const loss = await takeStep({
        compiled,
        batch: assembleWindows({
          pool: isLast ? pool : learned,
          canvas,
          batchSize: params.batchSize,
          classCount,
          seed,
          step: position.step,
        }),
        step: position.step,
        learningRate: isLast
          ? LAST_STRETCH_RATE * params.learningRate * poly((position.step - firstStretch) / (stepCount - firstStretch))
          : params.learningRate * poly(position.step / firstStretch),
      })
      if (!Number.isFinite(loss))
        throw diverged({ what: `the loss became ${loss}`, step: position.step, savedStep, params })
      const recent = [...position.recent, loss]
      position = { ...position, step: position.step + 1, recent }
      if (recent.length === CURVE_INTERVAL_STEPS) {
        const value = recent.reduce((sum, each) => sum + each, 0) / recent.length
        context.measure({ series: 'training-loss', step: position.step, value })
        position = { ...position, recent: [] }
      }
      context.report({ stage: 'training', done: position.step, total: stepCount, unit: 'steps' })
      if (position.step % CHECKPOINT_INTERVAL_STEPS === 0 || position.step === firstStretch) await save()
      await setImmediate()
    }
    const { reachSlices, observations } = position.calibration ?? {
      reachSlices: usualReach(pool.length),
      observations: [],
    }
    const weights = await weightsNow()
    return { weights, reachSlices: reachSlices ?? Infinity, observations, stepCount }
  } finally {
    await compiled.dispose()
    disposeMoments()
    network.dispose()
  }

  async function calibrate(given: {
    heldOut: readonly PooledWindow[]
    weights: State
  }): Promise<z.infer<typeof calibrationSchema>> {
    const forward = await CohortNetwork.open({ backend, weights: given.weights, params, canvas, classCount })
    try {
      const byReach = await examineHeldOut({
        network: forward,
        heldOut: given.heldOut,
        surveyed,
        canvas,
        classLabels,
        context,
      })
      const reach = chooseReach(byReach, usualReach(pool.length))
      const observations = byReach[REACHES_SLICES.findIndex((each) => each === reach)]
      return { reachSlices: reach === Infinity ? null : reach, observations }
    } finally {
      await forward.close()
    }
  }
}

async function takeStep({
  compiled,
  batch,
  step,
  learningRate,
}: {
  compiled: CompiledProgram<string, 'loss'>
  batch: ReturnType<typeof assembleWindows>
  step: number
  learningRate: number
}): Promise<number> {
  const rates = Object.entries(adamWInputs({ step, learningRate })).map(
    ([name, value]) => [name, Float32Array.of(value)] as const,
  )
  const { loss } = await compiled.run({ ...batch, ...Object.fromEntries(rates) })
  return loss[0]
}

function diverged(found: {
  what: string
  step: number
  savedStep: number | null
  params: CohortParams
}): SlicewrightError {
  const { what, step, savedStep, params } = found
  const { learningRate } = params
  const kept = savedStep === null ? 'No checkpoint was written yet.' : `The checkpoint of step ${savedStep} is kept.`
  return new SlicewrightError(
    'TRAINING_DIVERGED',
    `After step ${step} ${what}. ${kept} Train again with a lower learning rate (it is ${learningRate}; try ${learningRate / 3}).`,
    { details: { step, checkpointStep: savedStep, learningRate } },
  )
}

function poly(doneFraction: number): number {
  return (1 - doneFraction) ** POLY_EXPONENT
}

/** What the network learns from, so that a mask or an image that was changed does not go on from what was learned before. */
function contentSha256Of(pool: readonly PooledWindow[]): string {
  const hash = createHash('sha256')
  for (const { slices, classes } of pool) {
    for (const { buffer, byteOffset, byteLength } of slices) hash.update(new Uint8Array(buffer, byteOffset, byteLength))
    hash.update(classes)
  }
  return hash.digest('hex')
}
