import type * as tf from '@tensorflow/tfjs'
import { expect, it } from 'vitest'
import type { Backend } from '../../../../../src-main/compute/backends/Backend'
import { EDGE_PROFILE_CHANNEL_COUNT } from '../../../../../src-main/compute/propagators/reconstruction/edgeProfile'
import {
  createSliceEncoder,
  type EncoderVariant,
} from '../../../../../src-main/compute/propagators/reconstruction/sliceEncoder'
import { SeededRandom } from '../../../../../src-main/domain/random/SeededRandom'
import { describeOnNativeBackends, openNativeBackend } from '../../../../support/nativeBackends'
import { openCpuBackend } from '../../../../support/openCpuBackend'

const create = (variant: EncoderVariant) =>
  createSliceEncoder({ variant, inputCount: EDGE_PROFILE_CHANNEL_COUNT, seed: 3 })

it.each([
  ['full', 811_168, 64],
  ['lite', 221_184, 32],
] as const)('%s has %i parameters and gives %i features a pixel', (variant, parameterCount, featureCount) => {
  const encoder = create(variant)
  try {
    const variables = Object.values(encoder.variables)
    expect(variables.reduce((sum, { size }) => sum + size, 0)).toBe(parameterCount)
    expect(encoder.featureCount).toBe(featureCount)
  } finally {
    encoder.dispose()
  }
})

it('starts from the seed', async () => {
  const [one, again] = [create('lite'), create('lite')]
  const other = createSliceEncoder({ variant: 'lite', inputCount: EDGE_PROFILE_CHANNEL_COUNT, seed: 4 })
  const stemOf = (encoder: typeof one) => encoder.variables['stem/filter']!.data()
  expect(await stemOf(again)).toEqual(await stemOf(one))
  expect(await stemOf(other)).not.toEqual(await stemOf(one))
  for (const encoder of [one, again, other]) encoder.dispose()
})

async function encoded(backend: Backend): Promise<Float32Array> {
  const encoder = create('lite')
  const shape = [1, 9, 11, EDGE_PROFILE_CHANNEL_COUNT]
  const random = new SeededRandom(2)
  const input = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.uniform())
  const compiled = await backend.compile({
    inputs: { input: shape },
    variables: encoder.variables,
    compute: ({ input: tensor }) => ({ features: encoder.encode(tensor as tf.Tensor4D) }),
  })
  const { features } = await compiled.run({ input })
  await compiled.dispose()
  encoder.dispose()
  return features
}

describeOnNativeBackends('the lite encoder', (deviceId) => {
  it('gives the features of TensorFlow.js’s own cpu backend, for every pixel', async () => {
    const expected = await encoded(await openCpuBackend())
    const found = await encoded(await openNativeBackend(deviceId))
    expect(found.length).toBe(9 * 11 * 32)
    found.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 3))
  })
})
