import * as tf from '@tensorflow/tfjs'
import type { Program } from '../../../../../src-main/compute/backends/Backend'
import { groupNorm } from '../../../../../src-main/compute/layers/groupNorm'
import { instanceNormRelu } from '../../../../../src-main/compute/layers/instanceNormRelu'
import { transposedConvolution } from '../../../../../src-main/compute/layers/transposedConvolution'
import { SeededRandom } from '../../../../../src-main/domain/random/SeededRandom'

function normals(random: SeededRandom, count: number, scale = 1): Float32Array {
  return Float32Array.from({ length: count }, () => random.normal() * scale)
}

function count(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1)
}

const CLASS_COUNT = 3
const CHANNEL_COUNT = 2

/**
 * A U-Net of two levels (two image channels, three classes) with its training step: cross-entropy over labelled voxels and
 * soft Dice, AdamW. Spatial axes 8 long.
 */
export function smallTrainingProgram(options: { spatialRank: 2 | 3; batchSize: number; seed: number }) {
  const { spatialRank, batchSize, seed } = options
  const random = SeededRandom.for(seed, 'weights')
  const space = Array.from({ length: spatialRank }, () => 8)
  const weights: Record<string, tf.Variable> = {}
  const slots: Record<string, tf.Variable> = {}
  const create = (name: string, shape: number[], values: () => number) => {
    weights[name] = tf.variable(tf.tensor(Float32Array.from({ length: count(shape) }, values), shape))
    slots[`${name}/m`] = tf.variable(tf.zeros(shape))
    slots[`${name}/v`] = tf.variable(tf.zeros(shape))
  }
  const taps = (size: number) => Array.from({ length: spatialRank }, () => size)
  const filter = (name: string, size: number, from: number, to: number) =>
    create(name, [...taps(size), from, to], () => random.normal() * Math.sqrt(2 / (from * size ** spatialRank)))
  const block = (name: string, from: number, to: number) => {
    filter(`${name}/filter`, 3, from, to)
    create(`${name}/gamma`, [to], () => 1 + 0.1 * random.normal())
    create(`${name}/beta`, [to], () => 0.1 * random.normal())
  }
  block('top', CHANNEL_COUNT, 4)
  block('bottom', 4, 8)
  filter('up/filter', 2, 4, 8)
  block('merged', 8, 4)
  filter('head/filter', 1, 4, CLASS_COUNT)
  create('head/bias', [CLASS_COUNT], () => 0)

  const convolve = (x: tf.Tensor, name: string) =>
    spatialRank === 2
      ? tf.conv2d(x as tf.Tensor4D, weights[name] as unknown as tf.Tensor4D, 1, 'same')
      : tf.conv3d(x as tf.Tensor5D, weights[name] as unknown as tf.Tensor5D, 1, 'same')
  const pool = (x: tf.Tensor) =>
    spatialRank === 2 ? tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid') : tf.maxPool3d(x as tf.Tensor5D, 2, 2, 'valid')
  const normalised = (x: tf.Tensor, name: string, leaky = false) =>
    instanceNormRelu(convolve(x, `${name}/filter`), weights[`${name}/gamma`], weights[`${name}/beta`], {
      negativeSlope: leaky ? 0.01 : 0,
    })
  const forward = (x: tf.Tensor) => {
    const top = normalised(x, 'top')
    const bottom = normalised(pool(top), 'bottom', true)
    const up = transposedConvolution(bottom, weights['up/filter'])
    const merged = convolve(tf.concat([top, up], -1), 'merged/filter')
    const grouped = groupNorm(merged, weights['merged/gamma'], weights['merged/beta'], { groupCount: 2 })
    return tf.add(convolve(tf.leakyRelu(grouped, 0.01), 'head/filter'), weights['head/bias'])
  }
  const lossOf = (logits: tf.Tensor, target: tf.Tensor, mask: tf.Tensor) => {
    const labelled = tf.maximum(tf.sum(mask), 1)
    const perVoxel = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits, -1), target), -1, true))
    const crossEntropy = tf.div(tf.sum(tf.mul(perVoxel, mask)), labelled)
    const probabilities = tf.mul(tf.softmax(logits, -1), mask)
    const space = Array.from({ length: spatialRank + 1 }, (_, axis) => axis)
    const overlap = tf.sum(tf.mul(probabilities, target), space)
    const sizes = tf.add(tf.sum(probabilities, space), tf.sum(tf.mul(target, mask), space))
    const dice = tf.mean(tf.div(tf.add(tf.mul(overlap, 2), 1), tf.add(sizes, 1)))
    return tf.add(crossEntropy, tf.sub(1, dice)) as tf.Scalar
  }
  const program = {
    inputs: {
      image: [batchSize, ...space, CHANNEL_COUNT],
      target: [batchSize, ...space, CLASS_COUNT],
      mask: [batchSize, ...space, 1],
      learningRate: [],
      correctionM: [],
      correctionV: [],
    },
    variables: { ...weights, ...slots },
    compute: ({ image, target, mask, learningRate, correctionM, correctionV }) => {
      const list = Object.values(weights)
      const { value, grads } = tf.variableGrads(() => lossOf(forward(image), target, mask), list)
      for (const [name, weight] of Object.entries(weights)) {
        const [m, v] = [slots[`${name}/m`], slots[`${name}/v`]]
        const gradient = grads[weight.name]
        m.assign(tf.add(tf.mul(m, 0.9), tf.mul(gradient, 0.1)))
        v.assign(tf.add(tf.mul(v, 0.999), tf.mul(tf.square(gradient), 0.001)))
        const step = tf.div(tf.div(m, correctionM), tf.add(tf.sqrt(tf.div(v, correctionV)), 1e-8))
        const decay = tf.mul(weight, tf.mul(learningRate, 0.01))
        weight.assign(tf.sub(tf.sub(weight, decay), tf.mul(step, learningRate)))
      }
      return { loss: value }
    },
  } satisfies Program
  const network = {
    inputs: { image: program.inputs.image },
    variables: weights,
    compute: ({ image }) => ({ logits: forward(image) }),
  } satisfies Program
  return {
    program: program as Program,
    network: network as Program,
    dispose: () => tf.dispose([weights, slots]),
    /** Inputs of step number `step`, counted from 1. */
    inputsAt(step: number): Record<string, Float32Array> {
      const draw = SeededRandom.for(seed, 'batch', step)
      const voxelCount = batchSize * count(space)
      const image = normals(draw, voxelCount * CHANNEL_COUNT)
      const target = new Float32Array(voxelCount * CLASS_COUNT)
      const mask = new Float32Array(voxelCount)
      for (let voxel = 0; voxel < voxelCount; voxel++) {
        const value = image[voxel * CHANNEL_COUNT]
        target[voxel * CLASS_COUNT + (value > 0.5 ? 2 : value > -0.3 ? 1 : 0)] = 1
        mask[voxel] = draw.uniform() < 0.4 ? 1 : 0
      }
      return {
        image,
        target,
        mask,
        learningRate: Float32Array.of(0.01),
        correctionM: Float32Array.of(1 - 0.9 ** step),
        correctionV: Float32Array.of(1 - 0.999 ** step),
      }
    },
  }
}
