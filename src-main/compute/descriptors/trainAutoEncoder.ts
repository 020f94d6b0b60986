import * as tf from '@tensorflow/tfjs'
import { z } from 'zod'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import { canonicalJson } from '../../domain/experiment/runIdentity'
import { SeededRandom } from '../../domain/random/SeededRandom'
import type { State } from '../backends/Backend'
import { createOptimisedProgram } from '../training/createOptimisedProgram'
import { readTraining, trainSteps } from '../training/trainSteps'
import { createAutoEncoder, ENCODED_SIDE, type AutoEncoder } from './autoEncoder'
import { breathingThumbnails } from './breathingThumbnails'
import type { DescribableVolume, DescriberContext } from './SliceDescriber'

const WHAT = 'Training the auto-encoder'
const AUTO_ENCODER_SLOT = 'auto-encoder'
const BATCH_SIZE = 32
const EPOCH_COUNT = 20
const LEARNING_RATE = 1e-3
/** 128 MB of slices; of a larger pool every volume gives as many as fit, evenly spread. */
const LARGEST_POOL = 8192
const PIXEL_COUNT = ENCODED_SIDE ** 2

/**
 * Trains on every slice of the pool alike: mean squared error, Adam, 20 epochs (method.md D). Every step's batch depends on the seed and
 * the step alone, so that a training that was stopped ends, resumed, in the same weights.
 * @returns the encoder's weights
 * @throws SlicewrightError NO_CASES, TRAINING_DIVERGED, CANCELLED (a checkpoint is left behind)
 */
export async function trainAutoEncoder(
  pool: readonly DescribableVolume[],
  context: DescriberContext,
  { epochCount = EPOCH_COUNT }: { epochCount?: number } = {},
): Promise<State> {
  const { seed } = context
  if (pool.length === 0)
    throw new SlicewrightError('NO_CASES', 'There is no volume to learn from. Choose at least one.', { details: {} })
  const identity = canonicalJson({ seed, epochCount, cases: pool.map(({ caseId }) => caseId) })
  const resumed = await readTraining({
    slot: AUTO_ENCODER_SLOT,
    identity,
    own: z.object({ isFinished: z.boolean() }),
    context,
  })
  if (resumed?.own.isFinished) return encoderWeightsOf(resumed.state)
  const slices = await readPool(pool, context)
  const sliceCount = slices.length / PIXEL_COUNT
  const epochSteps = Math.ceil(sliceCount / BATCH_SIZE)
  const stepCount = epochCount * epochSteps
  const network = createAutoEncoder({ seed })
  const { program, disposeMoments } = autoEncoderStep({ network, batchSize: BATCH_SIZE })
  try {
    const compiled = await (await context.backend()).compile(program)
    try {
      if (resumed !== null) await compiled.writeState(resumed.state)
      await trainSteps({
        slot: AUTO_ENCODER_SLOT,
        identity,
        compiled,
        resumed,
        stepCount,
        batchAt: (step) => ({ slices: batchOf(slices, indicesOf({ seed, step, sliceCount, epochSteps })) }),
        learningRateAt: () => LEARNING_RATE,
        curveIntervalSteps: epochSteps,
        own: (step) => ({ isFinished: step === stepCount }),
        remedy: 'Try another seed, or compare slices by thumbnails.',
        context,
      })
      return encoderWeightsOf(await compiled.readState())
    } finally {
      await compiled.dispose()
    }
  } finally {
    disposeMoments()
    network.dispose()
  }
}

/** One step of training: mean squared error of the slices rebuilt, and Adam. */
export function autoEncoderStep({ network, batchSize }: { network: AutoEncoder; batchSize: number }) {
  return createOptimisedProgram({
    weights: network.variables,
    decayedNames: new Set(),
    weightDecay: 0,
    inputs: { slices: [batchSize, ENCODED_SIDE, ENCODED_SIDE, 1] },
    lossOf: ({ slices }) => {
      const rebuilt = network.decode(network.encode(slices as tf.Tensor4D))
      return tf.mean(tf.squaredDifference(rebuilt, slices)).asScalar()
    },
  })
}

/** `[slice, 64, 64]`, volume after volume. */
async function readPool(pool: readonly DescribableVolume[], context: DescriberContext): Promise<Float32Array> {
  const largestShare = Math.max(1, Math.floor(LARGEST_POOL / pool.length))
  const parts: Float32Array[] = []
  for (const [at, { axis, loadImage }] of pool.entries()) {
    throwIfCancelled(context.signal, WHAT)
    const size = { width: ENCODED_SIDE, height: ENCODED_SIDE }
    const rows = await breathingThumbnails({ volume: await loadImage(), axis, ...size, signal: context.signal })
    const count = Math.min(rows.sliceCount, largestShare)
    for (let share = 0; share < count; share++) {
      const slice = Math.floor(((share + 0.5) * rows.sliceCount) / count)
      parts.push(rows.data.slice(slice * PIXEL_COUNT, (slice + 1) * PIXEL_COUNT))
    }
    context.report({ stage: 'reading', done: at + 1, total: pool.length, unit: 'volumes' })
  }
  return joined(parts)
}

/** Every slice once an epoch, in an order of the epoch's own; the last batch is filled up from the beginning. */
function indicesOf(options: { seed: number; step: number; sliceCount: number; epochSteps: number }): number[] {
  const { seed, step, sliceCount, epochSteps } = options
  const epoch = Math.floor(step / epochSteps)
  const order = SeededRandom.for(seed, 'epoch', epoch).shuffled(Array.from({ length: sliceCount }, (_, slice) => slice))
  const first = (step % epochSteps) * BATCH_SIZE
  return Array.from({ length: BATCH_SIZE }, (_, at) => order[(first + at) % sliceCount])
}

function batchOf(slices: Float32Array, indices: readonly number[]): Float32Array {
  return joined(indices.map((slice) => slices.subarray(slice * PIXEL_COUNT, (slice + 1) * PIXEL_COUNT)))
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(parts.length * PIXEL_COUNT)
  parts.forEach((part, at) => result.set(part, at * PIXEL_COUNT))
  return result
}

/** What a checkpoint holds besides the encoder is for going on with training. */
function encoderWeightsOf(state: State): State {
  return Object.fromEntries(Object.entries(state).filter(([name]) => name.startsWith('encoder/')))
}
