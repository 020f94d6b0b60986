import * as tf from '@tensorflow/tfjs'
import { expect, it } from 'vitest'
import type { Backend } from '../../../../src-main/compute/backends/Backend'
import { createAutoEncoder } from '../../../../src-main/compute/descriptors/autoEncoder'
import { autoEncoderStep, trainAutoEncoder } from '../../../../src-main/compute/descriptors/trainAutoEncoder'
import { SeededRandom } from '../../../../src-main/domain/random/SeededRandom'
import { describeOnNativeBackends, openNativeBackend } from '../../../support/nativeBackends'
import { openCpuBackend } from '../../../support/openCpuBackend'
import { texturedCases } from '../../../support/texturedCases'
import { bytesOf } from '../propagators/reconstruction/smallFit'
import { describerContext } from './describerContext'

const pool = texturedCases({ count: 2, side: 16, sliceCount: 20 })

it('has an encoder of 228 288 parameters and mirrors it (method.md D)', () => {
  const network = createAutoEncoder({ seed: 1 })
  const countOf = (variables: Readonly<Record<string, tf.Variable>>) =>
    Object.values(variables).reduce((sum, { size }) => sum + size, 0)
  expect(countOf(network.encoderVariables)).toBe(228_288)
  const shapes = tf.tidy(() => {
    const code = network.encode(tf.zeros([2, 64, 64, 1]))
    return [code.shape, network.decode(code).shape]
  })
  expect(shapes).toEqual([
    [2, 64],
    [2, 64, 64, 1],
  ])
  network.dispose()
})

describeOnNativeBackends('an auto-encoder', (deviceId) => {
  it('learns, ends alike from the same seed, and resumed as if it had never been stopped', async () => {
    const backend = await openNativeBackend(deviceId)
    const context = describerContext({ backend })
    const whole = await trainAutoEncoder(pool, context, { epochCount: 4 })
    expect(context.points).toHaveLength(4)
    expect(context.points[3]!.value).toBeLessThan(context.points[0]!.value)
    const stopped = describerContext({ backend, stopAfter: 3 })
    await expect(trainAutoEncoder(pool, stopped, { epochCount: 4 })).rejects.toMatchObject({ code: 'CANCELLED' })
    const resumed = describerContext({ backend })
    for (const [name, checkpoint] of stopped.checkpoints) resumed.checkpoints.set(name, checkpoint)
    const again = await trainAutoEncoder(pool, resumed, { epochCount: 4 })
    expect(resumed.stages.find((stage) => stage.startsWith('training'))).toBe('training 4')
    expect(bytesOf(again)).toBe(bytesOf(whole))
    const other = await trainAutoEncoder(pool, describerContext({ backend, seed: 6 }), { epochCount: 4 })
    expect(bytesOf(other)).not.toBe(bytesOf(whole))
    await backend.dispose()
  })
})

it('computes the same step and the same code on TensorFlow.js and ONNX Runtime', async () => {
  const random = SeededRandom.for(3, 'slice')
  const slices = Float32Array.from({ length: 64 * 64 }, () => random.normal())
  const rates = {
    learningRate: Float32Array.of(1e-3),
    firstCorrection: Float32Array.of(10),
    secondCorrection: Float32Array.of(1000),
  }
  const runOn = async (backend: Backend) => {
    const network = createAutoEncoder({ seed: 2 })
    const { program, disposeMoments } = autoEncoderStep({ network, batchSize: 1 })
    const compiled = await backend.compile(program)
    const { loss } = await compiled.run({ slices, ...rates })
    const state = await compiled.readState()
    disposeMoments()
    network.dispose()
    return { loss: loss[0]!, moments: [...state['firstMoment/encoder/0/filter']!.data] }
  }
  const onnx = await runOn(await openNativeBackend('onnx-cpu'))
  const reference = await runOn(await openCpuBackend())
  expect(onnx.loss).toBeCloseTo(reference.loss, 5)
  const scale = Math.max(...reference.moments.map(Math.abs))
  expect(scale).toBeGreaterThan(0)
  onnx.moments.forEach((value, at) => expect(Math.abs(value - reference.moments[at]!) / scale).toBeLessThan(1e-3))
}, 60_000)
