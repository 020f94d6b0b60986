import * as tf from '@tensorflow/tfjs'
import { expect, it } from 'vitest'
import {
  CorrespondenceKeeper,
  type CorrespondenceKey,
} from '../../../../../src-main/compute/propagators/reconstruction/CorrespondenceKeeper'
import { sli2volMethod } from '../../../../../src-main/compute/propagators/reconstruction/sli2volMethod'
import { createSliceEncoder } from '../../../../../src-main/compute/propagators/reconstruction/sliceEncoder'
import { SliceCorrespondence } from '../../../../../src-main/compute/propagators/reconstruction/SliceCorrespondence'
import { openNativeBackend } from '../../../../support/nativeBackends'
import { movingDisk } from '../../../../support/texturedCases'

async function world() {
  const backend = await openNativeBackend('onnx-cpu')
  const encoder = createSliceEncoder({ variant: 'lite', inputCount: sli2volMethod.inputCount, seed: 1 })
  const entries = Object.entries(encoder.variables).map(
    async ([name, variable]) =>
      [name, { shape: variable.shape, data: (await variable.data()) as Float32Array }] as const,
  )
  const weights = Object.fromEntries(await Promise.all(entries))
  encoder.dispose()
  const settings = {
    variant: 'lite',
    intensityWindow: 'percentiles',
    stepCount: 1,
    batchSize: 1,
    patchSide: 16,
    learningRate: 1e-3,
  } as const
  const opened: SliceCorrespondence[] = []
  const keeper = new CorrespondenceKeeper(async (key) => {
    const correspondence = await SliceCorrespondence.open({ backend, method: sli2volMethod, settings, weights, ...key })
    opened.push(correspondence)
    return correspondence
  })
  const key: CorrespondenceKey = {
    image: movingDisk({ side: 16, sliceCount: 3, seed: 1 }).volume,
    axis: 'k',
    classCount: 2,
    displacementSd: 1,
  }
  return { keeper, key, opened }
}

it('gives the same volume its features back, another one its own', async () => {
  const { keeper, key, opened } = await world()
  const before = tf.memory().numTensors
  const first = await keeper.take(key)
  await first.grey(0)
  await keeper.giveBack(key, first)
  const again = await keeper.take(key)
  await again.grey(0)
  expect([again === first, again.encodedCount]).toEqual([true, 1])
  await keeper.giveBack(key, again)
  const otherKey = { ...key, image: movingDisk({ side: 16, sliceCount: 3, seed: 2 }).volume }
  const other = await keeper.take(otherKey)
  expect([other === first, opened.length]).toEqual([false, 2])
  await keeper.giveBack(otherKey, other)
  await keeper.close()
  expect(tf.memory().numTensors).toBe(before)
})

it('serves two users of one volume at a time apart', async () => {
  const { keeper, key, opened } = await world()
  const [one, two] = [await keeper.take(key), await keeper.take(key)]
  expect([one === two, opened.length]).toEqual([false, 2])
  await keeper.giveBack(key, one)
  await keeper.giveBack(key, two)
  await keeper.close()
})
