import * as tf from '@tensorflow/tfjs'
import type { SeededRandom } from '../../../domain/random/SeededRandom'
import { affinityLogits, warp } from './affinity'
import { EDGE_PROFILE_CHANNEL_COUNT, EDGE_PROFILE_RADIUS, edgeProfile, padForEdgeProfile } from './edgeProfile'
import { clippedGrey, WHITE } from './GreyVolume'
import { smoothL1 } from './reconstructionLosses'
import { batchSlice, type ReconstructionMethod } from './ReconstructionMethod'
import { reconstructionParams } from './reconstructionParams'
import { cutPatch, drawExposure, drawPlacement, expose } from './sliceAugmentation'
import { ENCODER_VARIANTS } from './sliceEncoder'
import type { Stretch } from './SlicePool'

/** Slices of a pair are so many apart. */
const INTERVALS = [2, 3, 4]

/**
 * Sli2Vol: from two slices of a volume each is rebuilt from the other, by the affinity of features that see edge profiles only. The paper
 * rebuilds one of the two, in random order; the other way costs only a second affinity, since both are encoded anyway.
 */
export const sli2volMethod: ReconstructionMethod = {
  id: 'sli2vol',
  label: 'Slice reconstruction (Sli2Vol)',
  source: 'Yeung, Namburete and Xie, Sli2Vol: Annotate a 3D volume from a single slice, MICCAI 2021',
  params: reconstructionParams,
  inputCount: EDGE_PROFILE_CHANNEL_COUNT,
  hasKeyReference: false,
  encoderInput: edgeProfile,
  createTraining({ settings: { variant, batchSize }, side }) {
    const { radius } = ENCODER_VARIANTS[variant]
    const paddedSide = side + 2 * EDGE_PROFILE_RADIUS
    return {
      inputs: {
        exposed: [2 * batchSize, paddedSide, paddedSide, 1],
        intensities: [2 * batchSize, side, side, 1],
      },
      lossOf({ exposed, intensities }, encoder) {
        const features = encoder.encode(edgeProfile(exposed as tf.Tensor4D))
        const halves = (x: tf.Tensor4D) => [batchSlice(x, 0, batchSize), batchSlice(x, batchSize, batchSize)] as const
        const [firstFeatures, secondFeatures] = halves(features)
        const [first, second] = halves(intensities as tf.Tensor4D)
        const rebuilt = (target: tf.Tensor4D, reference: tf.Tensor4D, values: tf.Tensor4D) =>
          warp({ weights: tf.softmax(affinityLogits({ target, reference, radius }), -1), values, radius })
        return tf.mul(
          tf.add(
            smoothL1(rebuilt(firstFeatures, secondFeatures, second), first),
            smoothL1(rebuilt(secondFeatures, firstFeatures, first), second),
          ),
          0.5,
        )
      },
      drawBatch({ stretches, random }) {
        const pairs = Array.from({ length: batchSize }, () => drawPair({ stretches, random, side }))
        const all = [...pairs.map(([first]) => first), ...pairs.map(([, second]) => second)]
        return {
          exposed: concatenated(all.map(({ exposed }) => padForEdgeProfile(exposed, { width: side, height: side }))),
          intensities: concatenated(all.map(({ intensities }) => intensities)),
        }
      },
    }
  },
}

interface TrainingPatch {
  /** [side, side], grey values as the encoder sees them */
  readonly exposed: Float32Array
  /** [side, side], 0 to 1, as they are */
  readonly intensities: Float32Array
}

function drawPair(options: {
  stretches: readonly Stretch[]
  random: SeededRandom
  side: number
}): readonly [TrainingPatch, TrainingPatch] {
  const { stretches, random, side } = options
  const stretch = stretches[random.integer(stretches.length)]
  const interval = Math.min(INTERVALS[random.integer(INTERVALS.length)], stretch.slices.length - 1)
  const start = random.integer(stretch.slices.length - interval)
  const isTurned = random.uniform() < 0.5
  const [first, second] = drawPatches({
    stretch,
    sliceIndices: isTurned ? [start + interval, start] : [start, start + interval],
    random,
    side,
  })
  return [first, second]
}

/** The same patch of several slices, each exposed differently. */
export function drawPatches(options: {
  stretch: Stretch
  /** Within the stretch. */
  sliceIndices: readonly number[]
  random: SeededRandom
  side: number
}): TrainingPatch[] {
  const { stretch, sliceIndices, random, side } = options
  const placement = drawPlacement(random, stretch, side)
  return sliceIndices.map((sliceIndex) => {
    const patch = cutPatch({ slice: stretch.slices[sliceIndex], size: stretch, placement, side })
    return { exposed: expose(patch, drawExposure(random)), intensities: clippedGrey(patch).map((grey) => grey / WHITE) }
  })
}

export function concatenated(arrays: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(arrays.reduce((length, array) => length + array.length, 0))
  let at = 0
  for (const array of arrays) {
    result.set(array, at)
    at += array.length
  }
  return result
}
