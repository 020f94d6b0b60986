import { expect, it } from 'vitest'
import type * as tf from '@tensorflow/tfjs'
import { edgeProfile, padForEdgeProfile } from '../../../../../src-main/compute/propagators/reconstruction/edgeProfile'
import { openCpuBackend } from '../../../../support/openCpuBackend'
import { describeOnNativeBackends, openNativeBackend } from '../../../../support/nativeBackends'
import type { Backend } from '../../../../../src-main/compute/backends/Backend'

async function profileOf(backend: Backend, image: readonly number[], width: number): Promise<Float32Array> {
  const height = image.length / width
  const compiled = await backend.compile({
    inputs: { padded: [1, height + 6, width + 6, 1] },
    variables: {},
    compute: ({ padded }) => ({ profile: edgeProfile(padded as tf.Tensor4D) }),
  })
  const { profile } = await compiled.run({ padded: padForEdgeProfile(Float32Array.from(image), { height, width }) })
  await compiled.dispose()
  return profile
}

/** Softmax over the 48 neighbours of I(p) − I(neighbour), the image's outermost pixels repeated. */
function naive(image: readonly number[], width: number): number[] {
  const height = image.length / width
  const at = (row: number, column: number) =>
    image[Math.min(Math.max(row, 0), height - 1) * width + Math.min(Math.max(column, 0), width - 1)]!
  return image.flatMap((value, pixel) => {
    const powers: number[] = []
    for (let dy = -3; dy <= 3; dy++)
      for (let dx = -3; dx <= 3; dx++)
        if (dy !== 0 || dx !== 0)
          powers.push(Math.exp(value - at(Math.floor(pixel / width) + dy, (pixel % width) + dx)))
    const total = powers.reduce((a, b) => a + b)
    return powers.map((power) => power / total)
  })
}

const IMAGE = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]

it('repeats the outermost pixels', () => {
  const padded = padForEdgeProfile(Float32Array.of(1, 2), { height: 1, width: 2 })
  const row = [1, 1, 1, 1, 2, 2, 2, 2]
  expect([...padded]).toEqual(Array.from({ length: 7 }, () => row).flat())
})

it('is the same everywhere on a flat image: each of the 48 neighbours counts alike', async () => {
  const profile = await profileOf(await openCpuBackend(), [7, 7, 7, 7], 2)
  expect(profile.length).toBe(4 * 48)
  for (const value of profile) expect(value).toBeCloseTo(1 / 48, 6)
})

it('does not change when the image becomes brighter as a whole', async () => {
  const backend = await openCpuBackend()
  const brighter = await profileOf(
    backend,
    IMAGE.map((value) => value + 100),
    4,
  )
  const profile = await profileOf(backend, IMAGE, 4)
  profile.forEach((value, index) => expect(brighter[index]).toBeCloseTo(value, 5))
})

describeOnNativeBackends('the edge profile', (deviceId) => {
  it('is the formula’s', async () => {
    const profile = await profileOf(await openNativeBackend(deviceId), IMAGE, 4)
    naive(IMAGE, 4).forEach((value, index) => expect(profile[index]).toBeCloseTo(value, 5))
  })
})
