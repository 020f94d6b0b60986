import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { createOnnxBackend } from '../../../../../src-main/compute/backends/onnx/createOnnxBackend'
import { runEagerly } from './runEagerly'
import { smallTrainingProgram } from './smallNetwork'

beforeAll(async () => {
  tf.enableProdMode()
  await tf.setBackend('cpu')
})

const onnx = () => createOnnxBackend({ deviceId: 'onnx-cpu', threads: 1 })

describe.each([
  { spatialRank: 2, batchSize: 2 },
  { spatialRank: 3, batchSize: 1 },
] as const)('a small U-Net, $spatialRank spatial axes', ({ spatialRank, batchSize }) => {
  test('ten steps of AdamW have the losses of the cpu backend', async () => {
    const recorded = smallTrainingProgram({ spatialRank, batchSize, seed: 1 })
    const eager = smallTrainingProgram({ spatialRank, batchSize, seed: 1 })
    const backend = onnx()
    const compiled = await backend.compile(recorded.program)
    const losses = { recorded: [] as number[], eager: [] as number[] }
    for (let step = 1; step <= 10; step++) {
      const inputs = recorded.inputsAt(step)
      losses.recorded.push((await compiled.run(inputs)).loss[0])
      losses.eager.push((await runEagerly(eager.program, inputs)).loss[0])
    }
    losses.recorded.forEach((loss, at) => expect(Math.abs(loss / losses.eager[at] - 1)).toBeLessThan(1e-3))
    await backend.dispose()
    recorded.dispose()
    eager.dispose()
  })
})
