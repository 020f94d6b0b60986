import * as tf from '@tensorflow/tfjs'
import { Weights } from '../models/Weights'

/** Slices go in as squares of this side. */
export const ENCODED_SIDE = 64
export const CODE_LENGTH = 64

const CHANNEL_COUNTS = [1, 16, 32, 64, 128] as const
const LAST_COUNT = CHANNEL_COUNTS[CHANNEL_COUNTS.length - 1]
const FILTER_SIDE = 3
const STRIDE = 2
/** Side of the last feature maps: 4. */
const INNER_SIDE = ENCODED_SIDE / STRIDE ** (CHANNEL_COUNTS.length - 1)
const FLAT_LENGTH = INNER_SIDE ** 2 * LAST_COUNT

/** Whoever creates it disposes it. */
export interface AutoEncoder {
  readonly encoderVariables: Readonly<Record<string, tf.Variable>>
  readonly variables: Readonly<Record<string, tf.Variable>>
  /** @param x [batch, 64, 64, 1] @returns [batch, 64] */
  encode(x: tf.Tensor4D): tf.Tensor2D
  /** @param code [batch, 64] @returns [batch, 64, 64, 1] */
  decode(code: tf.Tensor2D): tf.Tensor4D
  dispose(): void
}

/**
 * A convolutional auto-encoder (method.md D, extractor a): 3 × 3 convolutions of stride 2 to 16, 32, 64 and 128 channels, a full layer to
 * 64 numbers (228 288 parameters), and its mirror image. Rectified throughout but for the code and the last layer.
 */
export function createAutoEncoder({ seed }: { seed: number }): AutoEncoder {
  const encoder = new Weights(seed)
  const decoder = new Weights(seed)
  const downs = CHANNEL_COUNTS.slice(1).map((outCount, at) =>
    layer(encoder, `encoder/${at}`, CHANNEL_COUNTS[at], outCount),
  )
  const toCode = full(encoder, 'encoder/code', FLAT_LENGTH, CODE_LENGTH)
  const fromCode = full(decoder, 'decoder/code', CODE_LENGTH, FLAT_LENGTH)
  const ups = CHANNEL_COUNTS.slice(0, -1)
    .map((outCount, at) => ({
      outCount,
      ...layer(decoder, `decoder/${at}`, outCount, CHANNEL_COUNTS[at + 1], outCount),
    }))
    .reverse()
  return {
    encoderVariables: encoder.variables,
    variables: { ...encoder.variables, ...decoder.variables },
    encode: (x) =>
      tf.tidy(() => {
        const maps = downs.reduce<tf.Tensor4D>(
          (inner, { filter, bias }) => tf.relu(tf.add<tf.Tensor4D>(tf.conv2d(inner, filter, STRIDE, 'same'), bias)),
          x,
        )
        const flat = tf.reshape<tf.Rank.R2>(maps, [x.shape[0], FLAT_LENGTH])
        return tf.add<tf.Tensor2D>(tf.matMul(flat, toCode.filter), toCode.bias)
      }),
    decode: (code) =>
      tf.tidy(() => {
        const [batch] = code.shape
        const flat = tf.relu(tf.add(tf.matMul(code, fromCode.filter), fromCode.bias))
        const first = tf.reshape<tf.Rank.R4>(flat, [batch, INNER_SIDE, INNER_SIDE, LAST_COUNT])
        return ups.reduce<tf.Tensor4D>((inner, { filter, bias, outCount }, at) => {
          const side = inner.shape[1] * STRIDE
          const shape: [number, number, number, number] = [batch, side, side, outCount]
          const wider = tf.add<tf.Tensor4D>(tf.conv2dTranspose(inner, filter, shape, STRIDE, 'same'), bias)
          return at === ups.length - 1 ? wider : tf.relu(wider)
        }, first)
      }),
    dispose: () => {
      encoder.dispose()
      decoder.dispose()
    },
  }
}

/** A filter [3, 3, narrow, wide] with a bias; read the other way round it leads back from wide to narrow. */
function layer(
  weights: Weights,
  name: string,
  narrow: number,
  wide: number,
  biasCount = wide,
): { filter: tf.Variable<tf.Rank.R4>; bias: tf.Variable<tf.Rank.R1> } {
  const isUp = biasCount === narrow
  // Of the positions of a filter that widens, one in stride² meets a given pixel.
  const fanIn = isUp ? (FILTER_SIDE ** 2 * wide) / STRIDE ** 2 : FILTER_SIDE ** 2 * narrow
  return {
    filter: weights.filter<tf.Rank.R4>(`${name}/filter`, {
      shape: [FILTER_SIDE, FILTER_SIDE, narrow, wide],
      fanIn,
      gain: Math.SQRT2,
    }),
    bias: weights.perChannel(`${name}/bias`, biasCount, 0),
  }
}

function full(
  weights: Weights,
  name: string,
  inCount: number,
  outCount: number,
): { filter: tf.Variable<tf.Rank.R2>; bias: tf.Variable<tf.Rank.R1> } {
  return {
    filter: weights.filter<tf.Rank.R2>(`${name}/filter`, { shape: [inCount, outCount], fanIn: inCount, gain: 1 }),
    bias: weights.perChannel(`${name}/bias`, outCount, 0),
  }
}
