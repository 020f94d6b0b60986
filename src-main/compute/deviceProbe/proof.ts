import * as tf from '@tensorflow/tfjs'
import type { Backend, NamedArray, Program } from '../backends/Backend'
import { KNOWN_RESULT } from './knownResult'

const INPUT_SHAPE = [1, 2, 4, 4, 1]
const FILTER_SHAPE = [3, 3, 3, 1, 2]
const POOLED_SHAPE = [1, 1, 2, 2, 2]

type Input = 'image' | 'weights'
type Output = 'value' | 'imageGradient' | 'filterGradient'

/** Largest difference from the known numbers, relative to the largest of them, with which a device still counts as right. */
const TOLERANCE_FRACTION = 1e-3

/**
 * Convolves a tiny volume ("same" padding, 3 × 3 × 3), removes the mean and scales to unit variance per channel, pools 2 × 2 × 2,
 * and differentiates a weighted sum of it all by volume and filter: what a network's step is made of, and what devices
 * have been seen to get silently wrong (padding, broadcasting in five dimensions, gradients of the input).
 */
function proofProgram(filter: tf.Variable): Program<Input, Output> {
  const value = (image: tf.Tensor, weights: tf.Tensor, filter: tf.Tensor): tf.Scalar => {
    const convolved = tf.conv3d(image as tf.Tensor5D, filter as tf.Tensor5D, 1, 'same')
    const centred = tf.sub(convolved, tf.mean(convolved, [1, 2, 3], true))
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), [1, 2, 3], true), 1e-5))
    const pooled = tf.maxPool3d(tf.mul<tf.Tensor5D>(centred, scale), 2, 2, 'valid')
    return tf.sum(tf.mul(pooled, weights))
  }
  return {
    inputs: { image: INPUT_SHAPE, weights: POOLED_SHAPE },
    variables: { filter },
    compute({ image, weights }) {
      const gradient = tf.valueAndGrads((image, filter) => value(image, weights, filter))([image, filter])
      const [imageGradient, filterGradient] = gradient.grads
      return { value: gradient.value, imageGradient, filterGradient }
    },
  }
}

/** Numbers without order or symmetry, so that a transposed or mirrored result differs: fractional parts of a line. */
export function unevenNumbers(shape: readonly number[], slope: number): NamedArray {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1))
  for (let n = 0; n < data.length; n++) data[n] = ((slope * (n + 1)) % 1) - 0.5
  return { shape, data }
}

/** What a device makes of the proof's fixed numbers. */
export async function runProof(backend: Backend): Promise<Record<Output, Float32Array>> {
  const { shape, data } = unevenNumbers(FILTER_SHAPE, 0.377)
  const filter = tf.variable(tf.tensor(data, [...shape]), true)
  try {
    const compiled = await backend.compile(proofProgram(filter))
    try {
      return await compiled.run({
        image: unevenNumbers(INPUT_SHAPE, 0.618).data,
        weights: unevenNumbers(POOLED_SHAPE, 0.271).data,
      })
    } finally {
      await compiled.dispose()
    }
  } finally {
    filter.dispose()
  }
}

/** @throws Error naming the first output that differs from the known numbers */
export async function proveDevice(backend: Backend): Promise<void> {
  const found = await runProof(backend)
  for (const name of ['value', 'imageGradient', 'filterGradient'] as const) {
    const expected = KNOWN_RESULT[name]
    const largest = Math.max(...expected.map(Math.abs))
    const differences = expected.map((value, n) => Math.abs(value - found[name][n]))
    const worst = Math.max(...differences) / largest
    // Written so that NaN fails.
    if (!(worst <= TOLERANCE_FRACTION) || found[name].length !== expected.length)
      throw new Error(
        `It computes wrong numbers: the ${name} of a test convolution differs by ${(100 * worst).toPrecision(2)} %.`,
      )
  }
}
