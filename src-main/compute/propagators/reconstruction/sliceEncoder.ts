import * as tf from '@tensorflow/tfjs'
import { instanceNormRelu } from '../../layers/instanceNormRelu'
import { Weights } from '../../models/Weights'

/** What there is to choose from: Sli2Vol's own encoder, and one that a CPU trains and runs in minutes (method.md B). */
export const ENCODER_VARIANTS = {
  full: { stemSize: 7, stageChannelCounts: [16, 32, 64, 128], featureCount: 64, radius: 6, largestSide: 256 },
  lite: { stemSize: 5, stageChannelCounts: [16, 16, 32, 64], featureCount: 32, radius: 4, largestSide: 128 },
} as const

export type EncoderVariant = keyof typeof ENCODER_VARIANTS

const BLOCKS_PER_STAGE = 2

/** Slices in, features out, every pixel its own: no stride anywhere. Whoever creates it disposes it. */
export interface SliceEncoder {
  readonly variables: Readonly<Record<string, tf.Variable>>
  /** Filters, but no norm and no bias. */
  readonly decayedNames: ReadonlySet<string>
  readonly featureCount: number
  /**
   * @param input [batch, height, width, inputCount]
   * @returns [batch, height, width, featureCount]; the caller's
   */
  encode(input: tf.Tensor4D): tf.Tensor4D
  dispose(): void
}

type Layer = (x: tf.Tensor4D) => tf.Tensor4D

/**
 * The encoder of Sli2Vol (Yeung et al. 2021; method.md B): a wide first convolution, four stages of two residual blocks, a last
 * convolution with bias. 811 168 parameters (`full`) or 221 184 (`lite`) on 48 input channels.
 *
 * Where the paper has batch norm, this has instance norm with the same number of parameters. Batch norm's statistics would have to
 * be carried as further variables, and with the two to ten slices that a step has here they would be those of one volume: features
 * would change between training and use, and between cohorts. Instance norm computes the same in both, on every backend, and makes two
 * neighbouring slices of different brightness comparable, which is what the dot product of their features needs.
 */
export function createSliceEncoder(options: {
  variant: EncoderVariant
  inputCount: number
  seed: number
}): SliceEncoder {
  const { variant, inputCount, seed } = options
  const { stemSize, stageChannelCounts, featureCount } = ENCODER_VARIANTS[variant]
  const weights = new Weights(seed)
  const stem = normedConvolution(weights, 'stem', {
    size: stemSize,
    inCount: inputCount,
    outCount: stageChannelCounts[0],
    isRectified: true,
  })
  let inCount: number = stageChannelCounts[0]
  const blocks = stageChannelCounts.flatMap((outCount, stage) =>
    Array.from({ length: BLOCKS_PER_STAGE }, (_, at) => {
      const layer = residualBlock(weights, `stage${stage}/block${at}`, { inCount, outCount })
      inCount = outCount
      return layer
    }),
  )
  const head = xavierFilter(weights, 'head', { size: 3, inCount, outCount: featureCount })
  const bias = weights.perChannel('head/bias', featureCount, 0)
  return {
    variables: weights.variables,
    decayedNames: weights.decayedNames,
    featureCount,
    encode: (input) =>
      tf.tidy(() => {
        const features = blocks.reduce((x, block) => block(x), stem(input))
        return tf.add<tf.Tensor4D>(tf.conv2d(features, head, 1, 'same'), bias)
      }),
    dispose: () => weights.dispose(),
  }
}

/** Twice 3×3 convolution and norm, added to the input (1×1 convolution and norm where the channels differ), then a rectifier. */
function residualBlock(
  weights: Weights,
  name: string,
  { inCount, outCount }: { inCount: number; outCount: number },
): Layer {
  const first = normedConvolution(weights, `${name}/first`, { size: 3, inCount, outCount, isRectified: true })
  const second = normedConvolution(weights, `${name}/second`, {
    size: 3,
    inCount: outCount,
    outCount,
    isRectified: false,
  })
  const shortcut: Layer =
    inCount === outCount
      ? (x) => x
      : normedConvolution(weights, `${name}/shortcut`, { size: 1, inCount, outCount, isRectified: false })
  return (x) => tf.relu(tf.add<tf.Tensor4D>(second(first(x)), shortcut(x)))
}

function normedConvolution(
  weights: Weights,
  name: string,
  options: { size: number; inCount: number; outCount: number; isRectified: boolean },
): Layer {
  const filter = xavierFilter(weights, name, options)
  const scale = weights.perChannel(`${name}/norm/scale`, options.outCount, 1)
  const offset = weights.perChannel(`${name}/norm/offset`, options.outCount, 0)
  const negativeSlope = options.isRectified ? 0 : 1
  return (x) => instanceNormRelu(tf.conv2d(x, filter, 1, 'same'), scale, offset, { negativeSlope }) as tf.Tensor4D
}

/** Xavier-normal: variance 2 / (fan in + fan out) (Glorot and Bengio 2010). */
function xavierFilter(
  weights: Weights,
  name: string,
  { size, inCount, outCount }: { size: number; inCount: number; outCount: number },
): tf.Variable<tf.Rank.R4> {
  return weights.filter<tf.Rank.R4>(`${name}/filter`, {
    shape: [size, size, inCount, outCount],
    fanIn: (size * size * (inCount + outCount)) / 2,
    gain: 1,
  })
}
