import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import type { Backend, Program } from '../../../../../src-main/compute/backends/Backend'
import { affinityLogits, warp } from '../../../../../src-main/compute/propagators/reconstruction/affinity'
import { SeededRandom } from '../../../../../src-main/domain/random/SeededRandom'
import { describeOnNativeBackends, openNativeBackend } from '../../../../support/nativeBackends'
import { openCpuBackend } from '../../../../support/openCpuBackend'

interface World {
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly channelCount: number
  readonly radius: number
}

/** Wider than one tile of columns, and not a multiple of it. */
const WIDE: World = { batch: 2, height: 5, width: 37, channelCount: 3, radius: 2 }
const SMALL: World = { batch: 2, height: 3, width: 4, channelCount: 2, radius: 2 }

function numbers(name: string, { batch, height, width, channelCount }: World): Float32Array {
  const random = SeededRandom.for(1, name)
  return Float32Array.from({ length: batch * height * width * channelCount }, () => random.normal())
}

/** From the formulas, pixel by pixel: softmax of dot products over the offsets that stay in the image, then the weighted sum. */
function naive(world: World, inputs: Record<'target' | 'reference' | 'values', Float32Array>) {
  const { batch, height, width, channelCount, radius } = world
  const reach = 2 * radius + 1
  const affinity = new Float32Array(batch * height * width * reach * reach)
  const warped = new Float32Array(batch * height * width * channelCount)
  const start = (n: number, row: number, column: number) => ((n * height + row) * width + column) * channelCount
  for (let n = 0; n < batch; n++)
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++) {
        const scores: { offset: number; from: number; score: number }[] = []
        for (let dy = -radius; dy <= radius; dy++)
          for (let dx = -radius; dx <= radius; dx++) {
            if (row + dy < 0 || row + dy >= height || column + dx < 0 || column + dx >= width) continue
            const from = start(n, row + dy, column + dx)
            let score = 0
            for (let c = 0; c < channelCount; c++)
              score += inputs.target[start(n, row, column) + c]! * inputs.reference[from + c]!
            scores.push({ offset: (dy + radius) * reach + dx + radius, from, score })
          }
        const total = scores.reduce((sum, { score }) => sum + Math.exp(score), 0)
        for (const { offset, from, score } of scores) {
          const weight = Math.exp(score) / total
          affinity[(start(n, row, column) / channelCount) * reach * reach + offset] = weight
          for (let c = 0; c < channelCount; c++) warped[start(n, row, column) + c]! += weight * inputs.values[from + c]!
        }
      }
  return { affinity, warped }
}

function programOf(world: World): Program<'target' | 'reference' | 'values', string> {
  const { batch, height, width, channelCount, radius } = world
  const shape = [batch, height, width, channelCount]
  const carry = (target: tf.Tensor, reference: tf.Tensor, values: tf.Tensor) => {
    const logits = affinityLogits({ target: target as tf.Tensor4D, reference: reference as tf.Tensor4D, radius })
    const affinity = tf.softmax(logits, -1)
    return { affinity, warped: warp({ weights: affinity, values: values as tf.Tensor4D, radius }) }
  }
  return {
    inputs: { target: shape, reference: shape, values: shape },
    variables: {},
    compute: ({ target, reference, values }) => {
      const sum = (...tensors: tf.Tensor[]) => {
        const { warped } = carry(tensors[0]!, tensors[1]!, tensors[2]!)
        const weights = Float32Array.from({ length: warped.size }, (_, index) => Math.sin(index + 1))
        return tf.sum(tf.mul(warped, tf.tensor(weights, warped.shape)))
      }
      const [byTarget, byReference, byValues] = tf.grads(sum)([target, reference, values])
      return {
        ...carry(target, reference, values),
        sum: sum(target, reference, values),
        byTarget: byTarget!,
        byReference: byReference!,
        byValues: byValues!,
      }
    },
  }
}

const inputsOf = (world: World) => ({
  target: numbers('target', world),
  reference: numbers('reference', world),
  values: numbers('values', world),
})

async function run(backend: Backend, world: World, inputs = inputsOf(world)): Promise<Record<string, Float32Array>> {
  const compiled = await backend.compile(programOf(world))
  try {
    return await compiled.run(inputs)
  } finally {
    await compiled.dispose()
  }
}

function largestDifference(found: Float32Array, expected: Float32Array): number {
  expect(found.length).toBe(expected.length)
  return found.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0)
}

describe('the affinity', () => {
  it.each([
    ['narrower than a tile', SMALL],
    ['of several tiles', WIDE],
    ['whose window is larger than the image', { ...SMALL, radius: 4 }],
  ])('of images %s is what a loop over pixels and offsets gives', async (_, world) => {
    const found = await run(await openCpuBackend(), world)
    const expected = naive(world, inputsOf(world))
    expect(largestDifference(found['affinity']!, expected.affinity)).toBeLessThan(1e-6)
    expect(largestDifference(found['warped']!, expected.warped)).toBeLessThan(1e-5)
  })

  it('gives offsets that leave the image no weight, and all others together 1', async () => {
    const { affinity } = await run(await openCpuBackend(), SMALL)
    // The top left pixel of the first image: only offsets down and right stay inside.
    const corner = affinity!.slice(0, 25)
    for (let row = 0; row < 5; row++)
      for (let column = 0; column < 5; column++)
        if (row < 2 || column < 2) expect(corner[row * 5 + column]).toBe(0)
        else expect(corner[row * 5 + column]).toBeGreaterThan(0)
    expect(corner.reduce((a, b) => a + b)).toBeCloseTo(1, 6)
  })

  it('has the gradients that differences of its results show', async () => {
    const backend = await openCpuBackend()
    const inputs = inputsOf(SMALL)
    const found = await run(backend, SMALL)
    const step = 1e-2
    for (const [name, gradient] of [
      ['target', 'byTarget'],
      ['reference', 'byReference'],
      ['values', 'byValues'],
    ] as const)
      for (let at = 0; at < inputs[name].length; at += 7) {
        const sumAt = async (by: number) => {
          const moved = inputs[name].slice()
          moved[at]! += by
          return (await run(backend, SMALL, { ...inputs, [name]: moved }))['sum']![0]!
        }
        const difference = ((await sumAt(step)) - (await sumAt(-step))) / (2 * step)
        expect(found[gradient]![at], `${name} ${at}`).toBeCloseTo(difference, 2)
      }
  })
})

describeOnNativeBackends('the affinity and its gradients', (deviceId) => {
  it('are those of the cpu backend', async () => {
    const expected = await run(await openCpuBackend(), WIDE)
    const found = await run(await openNativeBackend(deviceId), WIDE)
    for (const name of Object.keys(expected))
      expect(largestDifference(found[name]!, expected[name]!), name).toBeLessThan(1e-4)
  })
})
