import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportOnnx } from '../../../../../src-main/compute/backends/onnx/exportOnnx'
import { loadOnnxModel } from '../../../../../src-main/compute/backends/onnx/loadOnnxModel'
import { runEagerly } from './runEagerly'
import { smallTrainingProgram } from './smallNetwork'
import { stateOf } from './stateOf'

beforeAll(async () => {
  tf.enableProdMode()
  await tf.setBackend('cpu')
})

const device = { deviceId: 'onnx-cpu', threads: 1 } as const

describe.each([2, 3] as const)('a network of %d spatial axes, exported', (spatialRank) => {
  test('computes channels first what the program computes channels last', async () => {
    const { network, inputsAt, dispose } = smallTrainingProgram({ spatialRank, batchSize: 2, seed: 3 })
    const space = network.inputs.image.slice(1, -1)
    const bytes = exportOnnx({ program: network, state: await stateOf(network), name: 'small' })
    const model = await loadOnnxModel(bytes, device)
    expect(model.inputs).toEqual([{ name: 'image', shape: [2, 2, ...space] }])
    expect(model.outputs).toEqual([{ name: 'logits', shape: [2, 3, ...space] }])

    const { image } = inputsAt(1)
    const expected = (await runEagerly(network, { image })).logits
    const axes = space.map((_, axis) => axis + 1)
    const channelsFirst = await tf
      .transpose(tf.tensor(image, [...network.inputs.image]), [0, spatialRank + 1, ...axes])
      .data()
    const { logits } = await model.run({
      image: { shape: [2, 2, ...space], data: channelsFirst as Float32Array },
    })
    expect(logits.shape).toEqual([2, 3, ...space])
    const found = await tf
      .transpose(tf.tensor(logits.data, [...logits.shape]), [0, ...axes.map((axis) => axis + 1), 1])
      .data()
    found.forEach((value, at) => expect(Math.abs(value - expected[at])).toBeLessThan(1e-4))
    await model.dispose()
    dispose()
  })
})

test('the state must have every variable in its shape', async () => {
  const { network, dispose } = smallTrainingProgram({ spatialRank: 2, batchSize: 1, seed: 3 })
  const { ['up/filter']: up, ...rest } = await stateOf(network)
  expect(() => exportOnnx({ program: network, state: rest })).toThrow(
    "'up/filter' of shape [2, 2, 4, 8]; the state has none",
  )
  const turned = { ...rest, 'up/filter': { shape: [2, 2, 8, 4], data: up.data } }
  expect(() => exportOnnx({ program: network, state: turned })).toThrow('the state has [2, 2, 8, 4]')
  dispose()
})

test('bytes that are no model are refused', async () => {
  await expect(loadOnnxModel(Uint8Array.of(1, 2, 3), device)).rejects.toMatchObject({ code: 'MODEL_INVALID' })
})
