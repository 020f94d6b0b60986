import * as tf from '@tensorflow/tfjs'
import type { Program } from '../../src-main/compute/backends/Backend'
import { instanceNormRelu } from '../../src-main/compute/layers/instanceNormRelu'
import { transposedConvolution } from '../../src-main/compute/layers/transposedConvolution'

/** The three U-Nets that training is measured with; `pytorch/trainingStep.py` builds the same ones. */
export const BENCH_NETWORKS = {
  /** 2D, 482 k parameters. */
  u2: { spatialRank: 2, channelCount: 16, levelCount: 4, image: [8, 128, 128, 1] },
  /** 3D, 85 k parameters. */
  u3: { spatialRank: 3, channelCount: 8, levelCount: 3, image: [1, 48, 48, 32, 1] },
  /** 3D, 1.4 M parameters. */
  s3: { spatialRank: 3, channelCount: 16, levelCount: 4, image: [2, 64, 64, 64, 1] },
} as const

export type BenchNetworkName = keyof typeof BENCH_NETWORKS

type Initial = { readonly kind: 'constant'; readonly value: number } | { readonly kind: 'he'; readonly fanIn: number }

export interface BenchNetwork {
  readonly program: Program<string, 'loss'>
  readonly parameterCount: number
  /** Inputs of step number `step`, counted from 1: always the same batch. */
  inputsAt(step: number): Record<string, Float32Array>
}

const LEARNING_RATE = 1e-3

/**
 * A U-Net (two convolutions with instance norm and ReLU for each level, max pooling, transposed convolutions), one logit a voxel,
 * binary cross-entropy plus soft Dice, Adam.
 */
export function benchNetwork(name: BenchNetworkName): BenchNetwork {
  const { spatialRank, channelCount, levelCount, image: imageShape } = BENCH_NETWORKS[name]
  const weights: tf.Variable[] = []
  const slots: tf.Variable[] = []
  const create = (shape: readonly number[], initial: Initial) => {
    // Stream 0 is the image; weight n is stream n + 1.
    const data = initialData(shape, initial, weights.length + 1)
    const variable = tf.variable(tf.tensor(data, [...shape]))
    weights.push(variable)
    slots.push(tf.variable(tf.zeros([...shape])), tf.variable(tf.zeros([...shape])))
    return variable
  }
  const taps = (size: number) => Array.from({ length: spatialRank }, () => size)
  const filter = (size: number, from: number, to: number) =>
    create([...taps(size), from, to], { kind: 'he', fanIn: from * size ** spatialRank })
  const block = (from: number, to: number) => ({
    filter: filter(3, from, to),
    gamma: create([to], { kind: 'constant', value: 1 }),
    beta: create([to], { kind: 'constant', value: 0 }),
  })
  const width = (level: number) => channelCount * 2 ** level
  const down = Array.from({ length: levelCount }, (_, level) => {
    const first = block(level === 0 ? 1 : width(level - 1), width(level))
    return [first, block(width(level), width(level))]
  })
  const up = Array.from({ length: levelCount - 1 }, (_, at) => {
    const level = levelCount - 2 - at
    const raise = create([...taps(2), width(level), width(level + 1)], { kind: 'he', fanIn: width(level + 1) })
    const first = block(2 * width(level), width(level))
    return { raise, blocks: [first, block(width(level), width(level))] }
  })
  const head = { filter: filter(1, width(0), 1), bias: create([1], { kind: 'constant', value: 0 }) }

  const convolve = (x: tf.Tensor, w: tf.Tensor) =>
    spatialRank === 2
      ? tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same')
      : tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, 1, 'same')
  const pool = (x: tf.Tensor) =>
    spatialRank === 2 ? tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid') : tf.maxPool3d(x as tf.Tensor5D, 2, 2, 'valid')
  const apply = (blocks: readonly ReturnType<typeof block>[], x: tf.Tensor) =>
    blocks.reduce((h, one) => instanceNormRelu(convolve(h, one.filter), one.gamma, one.beta), x)
  const forward = (x: tf.Tensor) => {
    const skips: tf.Tensor[] = []
    let h = x
    down.forEach((blocks, level) => {
      h = apply(blocks, level === 0 ? h : pool(h))
      skips.push(h)
    })
    up.forEach(({ raise, blocks }, at) => {
      h = apply(blocks, tf.concat([skips[levelCount - 2 - at], transposedConvolution(h, raise)], -1))
    })
    return tf.add(convolve(h, head.filter), head.bias)
  }
  const lossOf = (logits: tf.Tensor, target: tf.Tensor) => {
    const probability = tf.sigmoid(logits)
    const softened = tf.log(tf.add(tf.exp(tf.neg(tf.abs(logits))), 1))
    const crossEntropy = tf.mean(tf.add(tf.sub(tf.relu(logits), tf.mul(logits, target)), softened))
    const overlap = tf.add(tf.mul(tf.sum(tf.mul(probability, target)), 2), 1)
    const sizes = tf.add(tf.add(tf.sum(probability), tf.sum(target)), 1)
    return tf.add(crossEntropy, tf.sub(1, tf.div(overlap, sizes))) as tf.Scalar
  }

  const data = initialData(imageShape, { kind: 'he', fanIn: 2 }, 0)
  const target = data.map((value) => (value > 0.5 ? 1 : 0))
  const named = (variables: readonly tf.Variable[], prefix: string) =>
    variables.map((variable, at) => [`${prefix}${at}`, variable] as const)
  return {
    parameterCount: weights.reduce((sum, weight) => sum + weight.size, 0),
    inputsAt: (step) => ({
      image: data,
      target,
      correctionM: Float32Array.of(1 - 0.9 ** step),
      correctionV: Float32Array.of(1 - 0.999 ** step),
    }),
    program: {
      inputs: { image: imageShape, target: imageShape, correctionM: [], correctionV: [] },
      variables: Object.fromEntries([...named(weights, 'weight'), ...named(slots, 'slot')]),
      compute: ({ image, target: wanted, correctionM, correctionV }) => {
        const { value, grads } = tf.variableGrads(() => lossOf(forward(image), wanted), weights)
        weights.forEach((weight, at) => {
          const [m, v] = slots.slice(2 * at, 2 * at + 2)
          m.assign(tf.add(tf.mul(m, 0.9), tf.mul(grads[weight.name], 0.1)))
          v.assign(tf.add(tf.mul(v, 0.999), tf.mul(tf.square(grads[weight.name]), 0.001)))
          const step = tf.div(tf.div(m, correctionM), tf.add(tf.sqrt(tf.div(v, correctionV)), 1e-8))
          weight.assign(tf.sub(weight, tf.mul(step, LEARNING_RATE)))
        })
        return { loss: value }
      },
    },
  }
}

/** Pseudo-normal numbers from a formula, so that the PyTorch twin starts from the same ones without a file between them. */
export function initialData(shape: readonly number[], initial: Initial, stream: number): Float32Array {
  const length = shape.reduce((a, b) => a * b, 1)
  if (initial.kind === 'constant') return new Float32Array(length).fill(initial.value)
  const scale = Math.sqrt(2 / initial.fanIn)
  const uniform = (index: number, salt: number) => {
    const x = Math.sin((index + 1) * 12.9898 + stream * 78.233 + salt * 37.719) * 43758.5453
    return x - Math.floor(x)
  }
  return Float32Array.from({ length }, (_, index) => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform(index, 0)))
    return scale * radius * Math.cos(2 * Math.PI * uniform(index, 1))
  })
}
