import * as tf from '@tensorflow/tfjs'
import type { Shape } from '../../backends/Backend'
import type { SeededRandom } from '../../../domain/random/SeededRandom'
import type { reconstructionParams, ReconstructionSettings } from './reconstructionParams'
import type { Stretch } from './SlicePool'
import type { SliceEncoder } from './sliceEncoder'

/** What Sli2Vol and SSA differ in. Everything else is shared. */
export interface ReconstructionMethod {
  readonly id: string
  readonly label: string
  readonly source: string
  readonly params: typeof reconstructionParams
  /** Channels that the encoder sees. */
  readonly inputCount: number
  /** Whether the nearest key slice is a second reference, beside the slice that was reached last. */
  readonly hasKeyReference: boolean
  /**
   * @param padded [batch, height + 6, width + 6, 1], grey values
   * @returns [batch, height, width, inputCount]
   */
  encoderInput(padded: tf.Tensor4D): tf.Tensor4D
  createTraining(options: { settings: ReconstructionSettings; side: number }): ReconstructionTraining
}

/** One step of training: what it is given, its loss, and how its random batch is drawn. */
interface ReconstructionTraining {
  readonly inputs: Readonly<Record<string, Shape>>
  lossOf(inputs: Record<string, tf.Tensor>, encoder: SliceEncoder): tf.Scalar
  /** @param progressFraction 0 for the first step, towards 1 for the last */
  drawBatch(options: {
    stretches: readonly Stretch[]
    random: SeededRandom
    progressFraction: number
  }): Record<string, Float32Array>
}

/** `count` entries of the batch from `first` on. */
export function batchSlice(x: tf.Tensor4D, first: number, count: number): tf.Tensor4D {
  const [, height, width, channelCount] = x.shape
  return tf.slice(x, [first, 0, 0, 0], [count, height, width, channelCount])
}
