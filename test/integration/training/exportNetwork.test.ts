import { describe, expect, it } from 'vitest'
import { loadOnnxModel } from '../../../src-main/compute/backends/onnx/loadOnnxModel'
import { exportNetwork } from '../../../src-main/compute/inference/exportNetwork'
import { unet2d } from '../../../src-main/compute/models/unet2d'
import { TrainingSession } from '../../../src-main/compute/training/TrainingSession'
import { SeededRandom } from '../../../src-main/domain/random/SeededRandom'
import { openCpuBackend } from '../../support/openCpuBackend'

describe('exportNetwork', () => {
  it('gives the probabilities that the network gives in memory', async () => {
    const backend = await openCpuBackend()
    const model = unet2d.configure({ baseChannelCount: 4, levelCount: 3 })
    const shape = { batchSize: 1, height: 16, width: 24, classCount: 3 }
    const session = await TrainingSession.open({ backend, model, shape, seed: 5, weightDecay: 0 })
    const random = new SeededRandom(1)
    const images = Float32Array.from({ length: 16 * 24 }, () => random.normal())
    const inMemory = await session.predict(images)

    const weights = session.weightsOf(await session.readState())
    const { bytes, input, output } = exportNetwork({ model, weights, ...shape })
    const network = await loadOnnxModel(bytes, { deviceId: 'onnx-cpu', threads: 1 })
    expect(network.inputs).toEqual([{ name: input.name, shape: [1, 1, 16, 24] }])
    expect(network.outputs).toEqual([{ name: output.name, shape: [1, 3, 16, 24] }])
    const { data } = (await network.run({ images: { shape: input.shape, data: images } }))[output.name]!
    // Channels last in memory, channels first in the file.
    inMemory.forEach((value, at) => expect(data[(at % 3) * 16 * 24 + Math.floor(at / 3)]).toBeCloseTo(value, 4))
    await network.dispose()
    await session.dispose()
  })
})
