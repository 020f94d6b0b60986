import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { sli2vol } from '../../../../../src-main/compute/propagators/reconstruction/sli2vol'
import { ssa } from '../../../../../src-main/compute/propagators/reconstruction/ssa'
import { describeOnNativeBackends, describeWithTensorflow, openNativeBackend } from '../../../../support/nativeBackends'
import { texturedCases } from '../../../../support/texturedCases'
import { bytesOf, fitContext, smallFit } from './smallFit'

const methods = [
  ['sli2vol', sli2vol],
  ['ssa', ssa],
] as const

describe.each(methods)('training %s', (_, propagator) => {
  describeOnNativeBackends('in small', (deviceId) => {
    it('gives the same weights from the same seed, others from another', async () => {
      const backend = await openNativeBackend(deviceId)
      const one = await smallFit(propagator, fitContext({ backend }))
      const again = await smallFit(propagator, fitContext({ backend }))
      const other = await smallFit(propagator, fitContext({ backend, seed: 6 }))
      expect(bytesOf(again.weights)).toBe(bytesOf(one.weights))
      expect(bytesOf(other.weights)).not.toBe(bytesOf(one.weights))
    })

    it('cancelled after two steps and gone on with, ends in the weights of a training that was never interrupted', async () => {
      const backend = await openNativeBackend(deviceId)
      const whole = await smallFit(propagator, fitContext({ backend }))
      const cancelled = fitContext({ backend, stopAfter: 2 })
      await expect(smallFit(propagator, cancelled)).rejects.toMatchObject({ code: 'CANCELLED' })
      expect(cancelled.checkpoints.get(propagator.id)?.facts['step']).toBe(2)
      const resumed = fitContext({ backend })
      for (const [name, checkpoint] of cancelled.checkpoints) resumed.checkpoints.set(name, checkpoint)
      const model = await smallFit(propagator, resumed)
      expect(resumed.stages.filter((stage) => stage.startsWith('training'))[0]).toBe('training 3')
      expect(bytesOf(model.weights)).toBe(bytesOf(whole.weights))
    })
  })
})

it('does not go on from a checkpoint of other settings', async () => {
  const backend = await openNativeBackend('onnx-cpu')
  const context = fitContext({ backend })
  await smallFit(sli2vol, context)
  const again = fitContext({ backend })
  for (const [name, checkpoint] of context.checkpoints) again.checkpoints.set(name, checkpoint)
  await smallFit(sli2vol, again, { learningRate: 0.002 })
  expect(again.stages).toContain('training 1')
})

it('leaves no tensor behind, whether it ends, is cancelled or its model is opened and closed', async () => {
  const backend = await openNativeBackend('onnx-cpu')
  const model = await smallFit(sli2vol, fitContext({ backend }), { stepCount: 2 })
  const before = tf.memory().numTensors
  await smallFit(sli2vol, fitContext({ backend }), { stepCount: 2 })
  await expect(smallFit(sli2vol, fitContext({ backend, stopAfter: 1 }))).rejects.toMatchObject({ code: 'CANCELLED' })
  const { close } = await sli2vol.open(model, { backend })
  await close()
  expect(tf.memory().numTensors).toBe(before)
})

it('is cancelled within half a second', async () => {
  const backend = await openNativeBackend('onnx-cpu')
  let cancelledAtMs = 0
  const context = fitContext({ backend, stopAfter: 3 })
  context.signal.addEventListener('abort', () => (cancelledAtMs = performance.now()))
  await expect(smallFit(sli2vol, context, { stepCount: 1000 })).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(performance.now() - cancelledAtMs).toBeLessThan(500)
})

it('learns: after sixty steps slices are rebuilt better than at the start', async () => {
  const context = fitContext({ backend: await openNativeBackend('onnx-cpu') })
  const model = await smallFit(
    sli2vol,
    context,
    { stepCount: 60, patchSide: 32 },
    texturedCases({ count: 3, side: 32, sliceCount: 6 }),
  )
  const losses = context.points.map(({ value }) => value)
  expect(context.points.map(({ step }) => step)).toEqual([10, 20, 30, 40, 50, 60])
  expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]!)
  expect(model.facts['finalLoss']).toBe(losses.at(-1))
}, 60_000)

it('refuses volumes of a single slice, and none at all', async () => {
  const backend = await openNativeBackend('onnx-cpu')
  const flat = texturedCases({ count: 2, side: 16, sliceCount: 1 })
  await expect(smallFit(sli2vol, fitContext({ backend }), {}, flat)).rejects.toMatchObject({ code: 'NO_CASES' })
  await expect(smallFit(sli2vol, fitContext({ backend }), {}, [])).rejects.toMatchObject({ code: 'NO_CASES' })
})

it('says which parameters it takes', async () => {
  const backend = await openNativeBackend('onnx-cpu')
  await expect(smallFit(sli2vol, fitContext({ backend }), { depth: 3 })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining('stepCount') as string,
  })
})

describeWithTensorflow('both backends', () => {
  it.each(methods)('take the same steps in %s', async (_, propagator) => {
    const [onnx, tensorflow] = [
      await smallFit(propagator, fitContext({ backend: await openNativeBackend('onnx-cpu') }), { stepCount: 3 }),
      await smallFit(propagator, fitContext({ backend: await openNativeBackend('tensorflow-cpu') }), { stepCount: 3 }),
    ]
    for (const [name, { data }] of Object.entries(onnx.weights))
      data.forEach((value, at) => expect(tensorflow.weights[name]!.data[at], name).toBeCloseTo(value, 2))
  })
})
