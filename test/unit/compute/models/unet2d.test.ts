import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { unet2d } from '../../../../src-main/compute/models/unet2d'
import { SeededRandom } from '../../../../src-main/domain/random/SeededRandom'

beforeAll(() => tf.setBackend('cpu'))

const small = unet2d.configure({ baseChannelCount: 2, levelCount: 2 })

function imagesOf(batchSize: number, side: number, seed = 1): tf.Tensor4D {
  const random = new SeededRandom(seed)
  return tf.tensor4d(
    Float32Array.from({ length: batchSize * side * side }, () => random.normal()),
    [batchSize, side, side, 1],
  )
}

async function valuesOf(compute: () => tf.Tensor): Promise<Float32Array> {
  const tensor = tf.tidy(compute)
  try {
    return (await tensor.data<'float32'>()).slice()
  } finally {
    tensor.dispose()
  }
}

describe('unet-2d', () => {
  it('has as many weights as its layers say', () => {
    const network = small.createNetwork({ classCount: 3, seed: 0 })
    const count = Object.values(network.variables).reduce((sum, { size }) => sum + size, 0)
    // A block from a to b channels: 9ab + 9bb + 4b. Down 1→2, 2→4; up 4·4·2; block 4→2; head 2·3 + 3.
    expect(count).toBe(18 + 36 + 8 + (72 + 144 + 16) + 32 + (72 + 36 + 8) + 9)
    expect([...network.decayedNames].every((name) => name.endsWith('/filter'))).toBe(true)
    network.dispose()
  })

  it('halves once less than it has levels, and gives a logit for each pixel and class', () => {
    expect(unet2d.configure({ levelCount: 4 }).sizeMultiple).toBe(8)
    const network = small.createNetwork({ classCount: 3, seed: 0 })
    expect(tf.tidy(() => network.forward(imagesOf(2, 4)).shape)).toEqual([2, 4, 4, 3])
    network.dispose()
  })

  it('starts from the seed alone', async () => {
    const outputs: Float32Array[] = []
    for (const seed of [0, 0, 1]) {
      const network = small.createNetwork({ classCount: 2, seed })
      outputs.push(await valuesOf(() => network.forward(imagesOf(1, 4))))
      network.dispose()
    }
    expect(outputs[0]).toEqual(outputs[1])
    expect(outputs[0]).not.toEqual(outputs[2])
  })

  it('looks at each slice of a batch alone', async () => {
    const network = small.createNetwork({ classCount: 2, seed: 0 })
    const both = await valuesOf(() => network.forward(imagesOf(2, 8)))
    const first = await valuesOf(() => network.forward(tf.slice(imagesOf(2, 8), 0, 1)))
    first.forEach((value, at) => expect(value).toBeCloseTo(both[at]!, 5))
    network.dispose()
  })

  it('keeps no tensor when it is disposed', () => {
    const before = tf.memory().numTensors
    const network = small.createNetwork({ classCount: 2, seed: 0 })
    tf.tidy(() => void network.forward(imagesOf(1, 4)))
    network.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('refuses settings that it does not have', () => {
    expect(() => unet2d.configure({ levels: 3 })).toThrow(/Settings of model "unet-2d".*levels/s)
    expect(() => unet2d.configure({ levelCount: 0 })).toThrow(/levelCount/)
  })
})
