import { createHash } from 'node:crypto'
import { z } from 'zod'
import { keySliceObservationSchema } from '../../../domain/propagation/estimate/KeySliceObservation'
import type { LeftOutFacts } from '../../../domain/propagation/estimate/LeftOutFacts'
import type { State } from '../../backends/Backend'
import { createTrainingProgram } from '../../training/createTrainingProgram'
import { readTraining, trainSteps, weightsAmong } from '../../training/trainSteps'
import type { FitContext } from '../LearnedPropagator'
import { assembleWindows } from './assembleWindows'
import type { Canvas } from './canvas'
import { chooseReach, expectedReach, pooledIou, REACHES_SLICES, usualReach } from './chooseReach'
import { CohortNetwork, createCohortNetwork } from './CohortNetwork'
import type { CohortParams } from './cohortParams'
import { examineHeldOut } from './examineHeldOut'
import { chooseHeldOut } from './chooseHeldOut'
import type { PooledWindow } from './loadCohortPool'
import type { SurveyedCase } from './surveyCohort'

const CHECKPOINT = 'cohort'
const CURVE_INTERVAL_STEPS = 10
const WEIGHT_DECAY = 0.01
const POLY_EXPONENT = 0.9
/** Steps for each annotated slice at most: more only learns few slices by heart. */
const STEPS_PER_SLICE = 10
const FEWEST_STEPS = 300
/** After the held-out slices have been examined, all are trained on for so much longer, more gently. */
const SHORTEST_LAST_STRETCH_FRACTION = 0.25
const LAST_STRETCH_RATE = 0.25

const calibrationSchema = z.object({
  reachSlices: z.number().nullable().describe('null stands for Infinity: shapes alone'),
  observations: z.array(keySliceObservationSchema),
})
const keptSchema = z.object({ calibration: calibrationSchema.nullable() })
type Calibration = z.infer<typeof calibrationSchema>

export interface TrainedCohort {
  readonly weights: State
  readonly reachSlices: number
  /** How it did on slices that were held out, at that reach; none where there were too few. */
  readonly leftOut: LeftOutFacts
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
  const { learningRate } = params
  const { seed, backend } = context
  const heldOut = chooseHeldOut(pool, params.heldOutFraction, seed)
  const isHeldOut = new Set(heldOut)
  const learned = pool.filter((window) => !isHeldOut.has(window))
  const firstStretch = Math.min(params.stepCount, Math.max(FEWEST_STEPS, STEPS_PER_SLICE * pool.length))
  const lastStretchFraction = Math.max(SHORTEST_LAST_STRETCH_FRACTION, heldOut.length / pool.length)
  const stepCount = firstStretch + (heldOut.length === 0 ? 0 : Math.ceil(firstStretch * lastStretchFraction))
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
    const resumed = await readTraining({ slot: CHECKPOINT, identity, own: keptSchema, context })
    if (resumed !== null) await compiled.writeState(resumed.state)
    let calibration = resumed?.own.calibration ?? null
    const weightsNow = async () => weightsAmong(await compiled.readState(), network.variables)
    await trainSteps({
      slot: CHECKPOINT,
      identity,
      compiled,
      resumed,
      stepCount,
      batchAt: (step) =>
        assembleWindows({
          pool: step < firstStretch ? learned : pool,
          canvas,
          batchSize: params.batchSize,
          classCount,
          seed,
          step,
        }),
      learningRateAt: (step) =>
        step < firstStretch
          ? learningRate * poly(step / firstStretch)
          : LAST_STRETCH_RATE * learningRate * poly((step - firstStretch) / (stepCount - firstStretch)),
      curveIntervalSteps: CURVE_INTERVAL_STEPS,
      landmarks: [firstStretch],
      async beforeStep(step) {
        if (step !== firstStretch || calibration !== null) return false
        calibration = await calibrate(await weightsNow())
        const value = pooledIou(calibration.observations)
        if (Number.isFinite(value)) context.measure({ series: 'held-out-iou', step, value })
        return true
      },
      own: () => ({ calibration }),
      remedy: `Train again with a lower learning rate (it is ${learningRate}; try ${learningRate / 3}).`,
      context,
    })
    const { reachSlices, observations } = calibration ?? { reachSlices: usualReach(pool.length), observations: [] }
    const leftOut: LeftOutFacts = { family: 'learned', observations, learnedFraction: learned.length / pool.length }
    return { weights: await weightsNow(), reachSlices: reachSlices ?? Infinity, leftOut, stepCount }
  } finally {
    await compiled.dispose()
    disposeMoments()
    network.dispose()
  }

  async function calibrate(weights: State): Promise<Calibration> {
    const forward = await CohortNetwork.open({ backend, weights, params, canvas, classCount })
    try {
      const byReach = await examineHeldOut({ network: forward, heldOut, surveyed, canvas, classLabels, context })
      const reach = chooseReach(byReach, expectedReach(byReach, usualReach(pool.length)))
      const observations = byReach[REACHES_SLICES.findIndex((each) => each === reach)]
      return { reachSlices: reach === Infinity ? null : reach, observations }
    } finally {
      await forward.close()
    }
  }
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
