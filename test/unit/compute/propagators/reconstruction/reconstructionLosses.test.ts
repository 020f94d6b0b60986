import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import {
  entropyFraction,
  l1,
  smoothL1,
} from '../../../../../src-main/compute/propagators/reconstruction/reconstructionLosses'

beforeAll(async () => {
  await tf.setBackend('cpu')
})

const valueOf = async (scalar: tf.Scalar) => (await scalar.data())[0]!
const grey = (...values: number[]) => tf.tensor1d(values.map((value) => value / 255))

it('smooth L1 is quadratic below one grey value and linear above', async () => {
  expect(await valueOf(smoothL1(grey(0.5), grey(0)))).toBeCloseTo((0.5 * 0.25) / 255, 7)
  expect(await valueOf(smoothL1(grey(11), grey(1)))).toBeCloseTo(9.5 / 255, 7)
  expect(await valueOf(smoothL1(grey(1, 11), grey(1, 1)))).toBeCloseTo(9.5 / 2 / 255, 7)
})

it('L1 is the mean difference', async () => {
  expect(await valueOf(l1(tf.tensor1d([0, 1]), tf.tensor1d([0.5, 1])))).toBeCloseTo(0.25, 7)
})

it('entropy is 1 where every offset counts alike and 0 where one takes all', async () => {
  const alike = tf.fill([1, 1, 1, 9], 1 / 9) as tf.Tensor4D
  const one = tf.tensor4d([0, 0, 1, 0, 0, 0, 0, 0, 0], [1, 1, 1, 9])
  const two = tf.tensor4d([0, 0.5, 0.5, 0], [1, 1, 1, 4])
  expect(await valueOf(entropyFraction(alike))).toBeCloseTo(1, 5)
  expect(await valueOf(entropyFraction(one))).toBeCloseTo(0, 5)
  expect(await valueOf(entropyFraction(two))).toBeCloseTo(0.5, 5)
})
