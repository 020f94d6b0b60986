import * as tf from '@tensorflow/tfjs'
import { afterEach, describe, expect, it } from 'vitest'
import { unet2d } from '../../../../src-main/compute/models/unet2d'
import { TrainingSession } from '../../../../src-main/compute/training/TrainingSession'
import { SeededRandom } from '../../../../src-main/domain/random/SeededRandom'
import type { Batch } from '../../../../src-main/domain/sampling/assembleBatch'
import { openCpuBackend } from '../../../support/openCpuBackend'

const shape = { batchSize: 2, height: 4, width: 4, classCount: 2 }
let session: TrainingSession | null = null

async function openSession(): Promise<TrainingSession> {
  const backend = await openCpuBackend()
  const model = unet2d.configure({ baseChannelCount: 2, levelCount: 2 })
  session = await TrainingSession.open({ backend, model, shape, seed: 7, weightDecay: 0 })
  return session
}
afterEach(() => session?.dispose())

/** Bright pixels are the class. */
function batchOf(seed: number): Batch {
  const random = new SeededRandom(seed)
  const images = Float32Array.from({ length: 32 }, () => random.normal())
  const targets = Float32Array.from({ length: 64 }, (_, at) => (images[at >> 1]! > 0 === (at % 2 === 1) ? 1 : 0))
  return { images, targets, mask: new Float32Array(32).fill(1) }
}

describe('TrainingSession', () => {
  it('learns', async () => {
    const session = await openSession()
    const losses: number[] = []
    for (let step = 0; step < 30; step++)
      losses.push(await session.step({ batch: batchOf(1), step, learningRate: 0.02 }))
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2)
  })

  it('has the gradients that finite differences give, through the whole network', async () => {
    // A first step of AdamW from zero moments leaves the first moment at a tenth of the gradient.
    const session = await openSession()
    const start = await session.readState()
    const batch = batchOf(2)
    const lossAt = async (name: string, by: number) => {
      const data = start[name]!.data.map((value, at) => (at === 0 ? value + by : value))
      await session.writeState({ ...start, [name]: { shape: start[name]!.shape, data } })
      return session.step({ batch, step: 0, learningRate: 0 })
    }
    await session.step({ batch, step: 0, learningRate: 0 })
    const after = await session.readState()
    for (const name of Object.keys(session.weightsOf(start))) {
      const difference = ((await lossAt(name, 2e-3)) - (await lossAt(name, -2e-3))) / 4e-3
      expect(after[`firstMoment/${name}`]!.data[0]! * 10, name).toBeCloseTo(difference, 2)
    }
  })

  it('changes nothing where nothing is annotated', async () => {
    const session = await openSession()
    const before = await session.readState()
    const loss = await session.step({
      batch: { ...batchOf(3), mask: new Float32Array(32) },
      step: 0,
      learningRate: 0.1,
    })
    expect(loss).toBe(0)
    expect(await session.readState()).toEqual(before)
  })

  it('goes on from a state as if it had never stopped', async () => {
    const session = await openSession()
    const run = async (from: number, to: number) => {
      for (let step = from; step < to; step++) await session.step({ batch: batchOf(step), step, learningRate: 0.01 })
      return session.readState()
    }
    const middle = await run(0, 2)
    const end = await run(2, 4)
    await session.writeState(middle)
    expect(await run(2, 4)).toEqual(end)
  })

  it('predicts with the weights as they are', async () => {
    const session = await openSession()
    const { images } = batchOf(1)
    const before = await session.predict(images)
    expect(before[0]! + before[1]!).toBeCloseTo(1, 6)
    const start = await session.readState()
    await session.step({ batch: batchOf(1), step: 0, learningRate: 0.1 })
    expect(await session.predict(images)).not.toEqual(before)
    await session.writeState(start)
    expect(await session.predict(images)).toEqual(before)
  })

  it('leaks no tensors', async () => {
    const atFirst = tf.memory().numTensors
    const session = await openSession()
    const step = async () => {
      await session.step({ batch: batchOf(1), step: 0, learningRate: 0.1 })
      await session.predict(batchOf(1).images)
      await session.writeState(await session.readState())
    }
    await step()
    const before = tf.memory().numTensors
    for (let n = 0; n < 3; n++) await step()
    expect(tf.memory().numTensors).toBe(before)
    await session.dispose()
    expect(tf.memory().numTensors).toBe(atFirst)
  })
})
