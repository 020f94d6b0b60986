import * as tf from '@tensorflow/tfjs'
import { z } from 'zod'
import { instanceNormRelu } from '../layers/instanceNormRelu'
import { transposedConvolution } from '../layers/transposedConvolution'
import { defineModel } from './defineModel'
import type { Network } from './Network'
import { Weights } from './Weights'

/** Wider levels cost memory and gain little (nnU-Net's limit for 2D networks is 512). */
const MAXIMUM_CHANNEL_COUNT = 512

const params = z.strictObject({
  baseChannelCount: z
    .number()
    .int()
    .min(1)
    .max(256)
    .default(16)
    .describe('Channels of the first level; each level doubles them'),
  levelCount: z
    .number()
    .int()
    .min(1)
    .max(7)
    .default(4)
    .describe('Resolutions, the full one included; each halves the last'),
})

/**
 * U-Net (Ronneberger et al. 2015; method.md E7) for slices: two 3×3 convolutions a level, each with instance norm and a rectifier,
 * max pooling down, transposed convolution up, skips by concatenation.
 */
export const unet2d = defineModel({
  id: 'unet-2d',
  label: '2D U-Net',
  description: 'Slice by slice; small enough to train on a CPU.',
  params,
  sizeMultipleOf: ({ levelCount }) => 2 ** (levelCount - 1),
  createNetwork: ({ params, classCount, seed }) => createUnet2d({ ...params, inputChannelCount: 1, classCount, seed }),
})

type Layer = (x: tf.Tensor4D) => tf.Tensor4D

/** @param options.inputChannelCount images of one input: 1 for a slice alone */
export function createUnet2d(options: {
  inputChannelCount: number
  baseChannelCount: number
  levelCount: number
  classCount: number
  seed: number
}): Network {
  const { inputChannelCount, baseChannelCount, levelCount, classCount, seed } = options
  const weights = new Weights(seed)
  const channelCounts = Array.from({ length: levelCount }, (_, level) =>
    Math.min(baseChannelCount * 2 ** level, MAXIMUM_CHANNEL_COUNT),
  )
  const encoders = channelCounts.map((outCount, level) =>
    block(weights, `encoder${level}`, {
      inCount: level === 0 ? inputChannelCount : channelCounts[level - 1],
      outCount,
    }),
  )
  const decoders = channelCounts.slice(0, -1).map((outCount, level) => ({
    enlarge: enlargement(weights, `decoder${level}/up`, { inCount: channelCounts[level + 1], outCount }),
    merge: block(weights, `decoder${level}`, { inCount: 2 * outCount, outCount }),
  }))
  const head = weights.filter<tf.Rank.R4>('head/filter', {
    shape: [1, 1, baseChannelCount, classCount],
    fanIn: baseChannelCount,
    gain: 1,
  })
  const bias = weights.perChannel('head/bias', classCount, 0)

  return {
    inputChannelCount,
    variables: weights.variables,
    decayedNames: weights.decayedNames,
    forward: (images) =>
      tf.tidy(() => {
        const skips: tf.Tensor4D[] = []
        let features = images
        encoders.forEach((encode, level) => {
          features = encode(level === 0 ? features : tf.maxPool(features, 2, 2, 'valid'))
          skips.push(features)
        })
        for (let level = levelCount - 2; level >= 0; level--) {
          const { enlarge, merge } = decoders[level]
          features = merge(tf.concat([skips[level], enlarge(features)], 3))
        }
        return tf.add<tf.Tensor4D>(tf.conv2d(features, head, 1, 'same'), bias)
      }),
    dispose: () => weights.dispose(),
  }
}

/** Twice 3×3 convolution, instance norm, rectifier. */
function block(weights: Weights, name: string, { inCount, outCount }: { inCount: number; outCount: number }): Layer {
  const layers = [inCount, outCount].map((count, at) => {
    const filter = weights.filter<tf.Rank.R4>(`${name}/conv${at}/filter`, {
      shape: [3, 3, count, outCount],
      fanIn: 9 * count,
      gain: Math.SQRT2,
    })
    const scale = weights.perChannel(`${name}/norm${at}/scale`, outCount, 1)
    const offset = weights.perChannel(`${name}/norm${at}/offset`, outCount, 0)
    return (x: tf.Tensor4D) => instanceNormRelu(tf.conv2d(x, filter, 1, 'same'), scale, offset) as tf.Tensor4D
  })
  return (x) => layers.reduce((features, layer) => layer(features), x)
}

/** Transposed 2×2 convolution of stride 2: each output pixel sees one input pixel. */
function enlargement(
  weights: Weights,
  name: string,
  { inCount, outCount }: { inCount: number; outCount: number },
): Layer {
  const filter = weights.filter<tf.Rank.R4>(`${name}/filter`, {
    shape: [2, 2, outCount, inCount],
    fanIn: inCount,
    gain: 1,
  })
  return (x) => transposedConvolution(x, filter) as tf.Tensor4D
}
