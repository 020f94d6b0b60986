import * as tf from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OnnxProgram } from '../../../../../src-main/compute/backends/onnx/OnnxProgram'
import { RECORDER_NAME } from '../../../../../src-main/compute/backends/onnx/recorder/OnnxRecorder'
import {
  recordedKernelNames,
  registerKernels,
} from '../../../../../src-main/compute/backends/onnx/recorder/registerKernels'
import { SeededRandom } from '../../../../../src-main/domain/random/SeededRandom'
import { kernelCases, type KernelCase } from './kernelCases'
import { programOf, weightAt } from './kernelPrograms'
import { runEagerly } from './runEagerly'

const compared = new Set<string>()

beforeAll(async () => {
  tf.enableProdMode()
  await tf.setBackend('cpu')
  registerKernels()
  for (const config of tf.getKernelsForBackend(RECORDER_NAME)) {
    const { kernelFunc } = config
    config.kernelFunc = (call) => {
      compared.add(config.kernelName)
      return kernelFunc(call)
    }
  }
})

/** The gradients of a linear computation: by how much the weighted sum grows when one input element grows by 1. */
async function gradientsByDifferences(one: KernelCase, inputs: Record<string, Float32Array>) {
  const program = programOf(one, false)
  const weightedSum = async (changed: Record<string, Float32Array>) =>
    Object.values(await runEagerly(program, changed)).reduce(
      (sum, result) => result.reduce((partial, value, index) => partial + value * weightAt(index), sum),
      0,
    )
  const before = await weightedSum(inputs)
  const gradients: Record<string, Float32Array> = {}
  for (const [at, [name, values]] of Object.entries(inputs).entries()) {
    const gradient = (gradients[`gradient ${at}`] = new Float32Array(values.length))
    for (let index = 0; index < values.length; index++) {
      const changed = values.slice()
      changed[index] += 1
      gradient[index] = (await weightedSum({ ...inputs, [name]: changed })) - before
    }
  }
  return gradients
}

async function expectedOf(one: KernelCase, inputs: Record<string, Float32Array>) {
  const results = await runEagerly(programOf(one, one.gradient === undefined), inputs)
  return one.gradient === 'differences' ? { ...results, ...(await gradientsByDifferences(one, inputs)) } : results
}

function inputsOf({ name, inputs, between }: KernelCase): Record<string, Float32Array> {
  const random = SeededRandom.for(1, name)
  const draw = () =>
    between === undefined ? random.normal() : between[0] + random.uniform() * (between[1] - between[0])
  return Object.fromEntries(
    Object.entries(inputs).map(([input, shape]) => [
      input,
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw),
    ]),
  )
}

function largestDifference(found: Float32Array, expected: Float32Array): number {
  expect(found.length).toBe(expected.length)
  return found.reduce((largest, value, at) => {
    if (Number.isNaN(value) && Number.isNaN(expected[at])) return largest
    return Math.max(largest, Math.abs(value - expected[at]) / (1 + Math.abs(expected[at])))
  }, 0)
}

describe.each(['wide', 'taps'] as const)('filter gradients in the form "%s"', (filterGradient) => {
  const cases = filterGradient === 'wide' ? kernelCases : kernelCases.filter(({ name }) => name.startsWith('conv'))
  test.each(cases)('$name agrees with the cpu backend', async (one) => {
    const program = programOf(one, one.gradient !== 'none')
    const inputs = inputsOf(one)
    const compiled = await OnnxProgram.compile(program, { deviceId: 'onnx-cpu', threads: 1, filterGradient })
    const found = await compiled.run(inputs)
    const expected = await expectedOf(one, inputs)
    expect(Object.keys(found)).toEqual(Object.keys(expected))
    for (const name of Object.keys(expected)) {
      const difference = largestDifference(found[name], expected[name])
      expect(difference, name).toBeLessThan(2e-5)
    }
    await compiled.dispose()
  })
})

afterAll(() => {
  expect(recordedKernelNames.filter((name) => !compared.has(name))).toEqual([])
})
