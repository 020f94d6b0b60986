import * as tf from '@tensorflow/tfjs'
import { affinityLogits, warp } from './affinity'
import { EDGE_PROFILE_CHANNEL_COUNT, EDGE_PROFILE_RADIUS, edgeProfile, padForEdgeProfile } from './edgeProfile'
import { WHITE } from './GreyVolume'
import { entropyFraction, l1 } from './reconstructionLosses'
import { batchSlice, type ReconstructionMethod } from './ReconstructionMethod'
import { reconstructionParamsWith } from './reconstructionParams'
import { concatenated, drawPatches } from './sli2volMethod'
import { ENCODER_VARIANTS } from './sliceEncoder'

const WINDOW_LENGTH = 5
/** The cycle goes from the first slice of a window to this one and back. */
const CYCLE_LENGTH = 2
const CHANNEL_DROPOUT = 0.5
/** By the end of training so often a slice is rebuilt from what was rebuilt, not from the slice itself. */
const LARGEST_SCHEDULED_FRACTION = 0.5
const CYCLE_WEIGHT = 0.1
const ENTROPY_WEIGHT = 0.05
const INPUT_COUNT = EDGE_PROFILE_CHANNEL_COUNT + 1

/**
 * SSA as method.md C defines it after video correspondence flow (Lai and Xie, arXiv 1905.00875), since the paper's details were not to be had:
 *
 * - the encoder sees the edge profile and the intensity; in training each channel is dropped half of the time;
 * - windows of five neighbouring slices, each rebuilt from the one before: from the slice itself, or, more and more often as training goes on,
 *   from what was rebuilt of it, as masks are in use. Features are always those of the slices themselves;
 * - loss: L1, 0.1 × L1 of going two slices on and back again, 0.05 × entropy of the affinities (as a fraction of the largest possible, so
 *   that its weight does not depend on the window);
 * - in use, the slice reached last and the nearest key slice are references together.
 */
export const ssaMethod: ReconstructionMethod = {
  id: 'ssa',
  label: 'Slice reconstruction with memory (SSA)',
  source:
    'Wu et al., Self-learning and one-shot learning based single-slice annotation, MICCAI 2022 (arXiv 2309.13671)',
  // A window is five slices and as many affinities: on two cores a step is to stay below half a second, so that it can be cancelled.
  params: reconstructionParamsWith({ batchSize: 1, patchSide: 64 }),
  inputCount: INPUT_COUNT,
  hasKeyReference: true,
  encoderInput,
  createTraining({ settings: { variant, batchSize }, side }) {
    const { radius } = ENCODER_VARIANTS[variant]
    const paddedSide = side + 2 * EDGE_PROFILE_RADIUS
    const sliceCount = WINDOW_LENGTH * batchSize
    return {
      inputs: {
        exposed: [sliceCount, paddedSide, paddedSide, 1],
        intensities: [sliceCount, side, side, 1],
        keptChannels: [sliceCount, 1, 1, INPUT_COUNT],
        isScheduled: [WINDOW_LENGTH - 1, batchSize, 1, 1, 1],
      },
      lossOf({ exposed, intensities, keptChannels, isScheduled }, encoder) {
        const input = tf.mul<tf.Tensor4D>(encoderInput(exposed as tf.Tensor4D), keptChannels)
        const features = encoder.encode(tf.div<tf.Tensor4D>(input, 1 - CHANNEL_DROPOUT))
        const at = (x: tf.Tensor, index: number) => batchSlice(x as tf.Tensor4D, index * batchSize, batchSize)
        const weightsOf = (target: number, reference: number) =>
          tf.softmax(affinityLogits({ target: at(features, target), reference: at(features, reference), radius }), -1)
        const losses: tf.Scalar[] = []
        const entropies: tf.Scalar[] = []
        let source = at(intensities, 0)
        for (let index = 1; index < WINDOW_LENGTH; index++) {
          const weights = weightsOf(index, index - 1)
          const rebuilt = warp({ weights, values: source, radius })
          losses.push(l1(rebuilt, at(intensities, index)))
          entropies.push(entropyFraction(weights))
          const scheduled = tf.reshape(tf.slice(isScheduled, [index - 1], [1]), [batchSize, 1, 1, 1])
          const own = at(intensities, index)
          source = tf.add(own, tf.mul(scheduled, tf.sub(rebuilt, own)))
        }
        const away = warp({ weights: weightsOf(CYCLE_LENGTH, 0), values: at(intensities, 0), radius })
        const back = warp({ weights: weightsOf(0, CYCLE_LENGTH), values: away, radius })
        const mean = (scalars: tf.Scalar[]) => tf.div<tf.Scalar>(tf.addN(scalars), scalars.length)
        return tf.addN<tf.Scalar>([
          mean(losses),
          tf.mul<tf.Scalar>(l1(back, at(intensities, 0)), CYCLE_WEIGHT),
          tf.mul<tf.Scalar>(mean(entropies), ENTROPY_WEIGHT),
        ])
      },
      drawBatch({ stretches, random, progressFraction }) {
        const windows = Array.from({ length: batchSize }, () => {
          const stretch = stretches[random.integer(stretches.length)]
          return drawPatches({ stretch, sliceIndices: windowOf(stretch.slices.length, random), random, side })
        })
        // Slice by slice, so that the same place of all windows lies together.
        const all = Array.from({ length: WINDOW_LENGTH }, (_, index) => windows.map((window) => window[index])).flat()
        const scheduledFraction = LARGEST_SCHEDULED_FRACTION * progressFraction
        return {
          exposed: concatenated(all.map(({ exposed }) => padForEdgeProfile(exposed, { width: side, height: side }))),
          intensities: concatenated(all.map(({ intensities }) => intensities)),
          keptChannels: Float32Array.from({ length: sliceCount * INPUT_COUNT }, () =>
            random.uniform() < CHANNEL_DROPOUT ? 0 : 1,
          ),
          isScheduled: Float32Array.from({ length: (WINDOW_LENGTH - 1) * batchSize }, () =>
            random.uniform() < scheduledFraction ? 1 : 0,
          ),
        }
      },
    }
  },
}

/** Edge profile, and the intensity from 0 to 1. */
function encoderInput(padded: tf.Tensor4D): tf.Tensor4D {
  const [batch, paddedHeight, paddedWidth] = padded.shape
  const [height, width] = [paddedHeight - 2 * EDGE_PROFILE_RADIUS, paddedWidth - 2 * EDGE_PROFILE_RADIUS]
  return tf.tidy(() => {
    const grey = tf.slice(padded, [0, EDGE_PROFILE_RADIUS, EDGE_PROFILE_RADIUS, 0], [batch, height, width, 1])
    return tf.concat([edgeProfile(padded), tf.div<tf.Tensor4D>(grey, WHITE)], 3)
  })
}

/** Neighbouring slices in random direction; in a shorter volume, to its end and back again. */
function windowOf(sliceCount: number, random: { integer(bound: number): number; uniform(): number }): number[] {
  const start = random.integer(Math.max(1, sliceCount - WINDOW_LENGTH + 1))
  const period = 2 * (sliceCount - 1)
  const indices = Array.from({ length: WINDOW_LENGTH }, (_, at) => {
    const phase = (start + at) % period
    return phase < sliceCount ? phase : period - phase
  })
  return random.uniform() < 0.5 ? indices.reverse() : indices
}
