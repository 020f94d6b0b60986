import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { gelu } from '../../../../src-main/compute/layers/gelu'
import { groupNorm } from '../../../../src-main/compute/layers/groupNorm'
import { instanceNormRelu } from '../../../../src-main/compute/layers/instanceNormRelu'
import { layerNorm } from '../../../../src-main/compute/layers/layerNorm'
import { standardize } from '../../../../src-main/compute/layers/standardize'
import { transposedConvolution } from '../../../../src-main/compute/layers/transposedConvolution'
import { createOnnxBackend } from '../../../../src-main/compute/backends/onnx/createOnnxBackend'
import type { Program } from '../../../../src-main/compute/backends/Backend'
import { SeededRandom } from '../../../../src-main/domain/random/SeededRandom'
import { runEagerly } from '../backends/onnx/runEagerly'

beforeAll(async () => {
  tf.enableProdMode()
  await tf.setBackend('cpu')
})

interface LayerCase {
  readonly name: string
  readonly inputs: Readonly<Record<string, readonly number[]>>
  readonly compute: (inputs: Record<string, tf.Tensor>) => tf.Tensor
  /** The same from TensorFlow.js's own operations, where it has them. */
  readonly plain?: (inputs: Record<string, tf.Tensor>) => tf.Tensor
}

function plainNorm(x: tf.Tensor, axes: number[]): tf.Tensor {
  const { mean, variance } = tf.moments(x, axes, true)
  return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)))
}

const affine = { gamma: [4], beta: [4] }

const cases: readonly LayerCase[] = [
  {
    name: 'instanceNormRelu, 2D',
    inputs: { x: [2, 3, 5, 4], ...affine },
    compute: ({ x, gamma, beta }) => instanceNormRelu(x, gamma, beta),
    plain: ({ x, gamma, beta }) => tf.relu(tf.add(tf.mul(plainNorm(x, [1, 2]), gamma), beta)),
  },
  {
    name: 'instanceNormRelu, 3D, leaky',
    inputs: { x: [2, 2, 3, 3, 4], ...affine },
    compute: ({ x, gamma, beta }) => instanceNormRelu(x, gamma, beta, { negativeSlope: 0.1 }),
    plain: ({ x, gamma, beta }) => tf.leakyRelu(tf.add(tf.mul(plainNorm(x, [1, 2, 3]), gamma), beta), 0.1),
  },
  {
    name: 'instanceNormRelu, the norm alone',
    inputs: { x: [2, 3, 5, 4], ...affine },
    compute: ({ x, gamma, beta }) => instanceNormRelu(x, gamma, beta, { negativeSlope: 1 }),
    plain: ({ x, gamma, beta }) => tf.add(tf.mul(plainNorm(x, [1, 2]), gamma), beta),
  },
  {
    name: 'groupNorm',
    inputs: { x: [2, 3, 5, 4], ...affine },
    compute: ({ x, gamma, beta }) => groupNorm(x, gamma, beta, { groupCount: 2 }),
    plain: ({ x, gamma, beta }) => {
      const normal = tf.reshape(plainNorm(tf.reshape(x, [2, 15, 2, 2]), [1, 3]), [2, 3, 5, 4])
      return tf.add(tf.mul(normal, gamma), beta)
    },
  },
  {
    name: 'layerNorm',
    inputs: { x: [2, 5, 4], ...affine },
    compute: ({ x, gamma, beta }) => layerNorm(x, gamma, beta),
    plain: ({ x, gamma, beta }) => tf.add(tf.mul(plainNorm(x, [2]), gamma), beta),
  },
  { name: 'standardize', inputs: { x: [3, 4, 2] }, compute: ({ x }) => standardize(x, [0, 1]) },
  { name: 'gelu', inputs: { x: [3, 5] }, compute: ({ x }) => gelu(x) },
  {
    name: 'transposedConvolution, 2D',
    inputs: { x: [2, 3, 2, 3], filter: [2, 2, 4, 3] },
    compute: ({ x, filter }) => transposedConvolution(x, filter),
  },
  {
    name: 'transposedConvolution, 3D',
    inputs: { x: [2, 2, 3, 2, 3], filter: [2, 2, 2, 2, 3] },
    compute: ({ x, filter }) => transposedConvolution(x, filter),
  },
  {
    name: 'transposedConvolution, in plane',
    inputs: { x: [1, 2, 3, 2, 3], filter: [1, 2, 2, 2, 3] },
    compute: ({ x, filter }) => transposedConvolution(x, filter),
  },
]

function inputsOf({ name, inputs }: LayerCase): Record<string, Float32Array> {
  const random = SeededRandom.for(5, name)
  const draw = (shape: readonly number[]) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal())
  return Object.fromEntries(Object.entries(inputs).map(([input, shape]) => [input, draw(shape)]))
}

/** The result, a weighted sum of it, and that sum's gradients by every input. */
function programOf(one: LayerCase, compute = one.compute): Program {
  const names = Object.keys(one.inputs)
  return {
    inputs: one.inputs,
    variables: {},
    compute: (inputs) => {
      const sum = (...tensors: tf.Tensor[]) => {
        const result = compute(Object.fromEntries(names.map((name, at) => [name, tensors[at]])))
        const weights = Float32Array.from({ length: result.size }, (_, index) => Math.sin(index + 1))
        return tf.sum(tf.mul(result, tf.tensor(weights, result.shape)))
      }
      const tensors = names.map((name) => inputs[name])
      const gradients = tf.grads(sum)(tensors)
      return {
        result: compute(inputs),
        sum: sum(...tensors),
        ...Object.fromEntries(names.map((name, at) => [`by ${name}`, gradients[at]])),
      }
    },
  }
}

function expectClose(found: Float32Array, expected: Float32Array, tolerance: number, what: string): void {
  expect(found.length).toBe(expected.length)
  const largest = found.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at])), 0)
  expect(largest, what).toBeLessThan(tolerance)
}

describe.each(cases)('$name', (one) => {
  test('has the gradients that differences of its results show', async () => {
    const program = programOf(one)
    const inputs = inputsOf(one)
    const { result: _, sum: __, ...gradients } = await runEagerly(program, inputs)
    const step = 2e-3
    for (const [name, values] of Object.entries(inputs)) {
      const differences = new Float32Array(values.length)
      for (let index = 0; index < values.length; index++) {
        const sumAt = async (by: number) => {
          const moved = values.slice()
          moved[index] += by
          return (await runEagerly(program, { ...inputs, [name]: moved })).sum[0]
        }
        differences[index] = ((await sumAt(step)) - (await sumAt(-step))) / (2 * step)
      }
      expectClose(gradients[`by ${name}`], differences, 2e-2, name)
    }
  })

  test('agrees with the same from plain operations', async () => {
    if (one.plain === undefined) return
    const inputs = inputsOf(one)
    const [found, expected] = [
      await runEagerly(programOf(one), inputs),
      await runEagerly(programOf(one, one.plain), inputs),
    ]
    for (const name of Object.keys(expected)) expectClose(found[name], expected[name], 2e-5, name)
  })

  test('is the same on the onnx backend', async () => {
    const inputs = inputsOf(one)
    const backend = createOnnxBackend({ deviceId: 'onnx-cpu', threads: 1 })
    const compiled = await backend.compile(programOf(one))
    const [found, expected] = [await compiled.run(inputs), await runEagerly(programOf(one), inputs)]
    for (const name of Object.keys(expected)) expectClose(found[name], expected[name], 2e-5, name)
    await backend.dispose()
  })
})

test('instanceNormRelu of 1, 3 is 0, 1 (mean 2, deviation 1)', async () => {
  const x = tf.tensor4d([1, 3], [1, 1, 2, 1])
  const y = await instanceNormRelu(x, tf.ones([1]), tf.zeros([1])).data()
  expectClose(y as Float32Array, Float32Array.of(0, 1), 1e-4, 'y')
})

test('groupNorm wants groups that divide the channels', () => {
  expect(() => groupNorm(tf.ones([1, 2, 2, 4]), tf.ones([4]), tf.zeros([4]), { groupCount: 3 })).toThrow('4 channels')
})
