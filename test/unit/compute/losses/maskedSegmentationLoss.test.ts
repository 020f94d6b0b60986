import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { maskedSegmentationLoss } from '../../../../src-main/compute/losses/maskedSegmentationLoss'
import { SeededRandom } from '../../../../src-main/domain/random/SeededRandom'

beforeAll(() => tf.setBackend('cpu'))

async function valuesOf(compute: () => tf.Tensor): Promise<number[]> {
  const tensor = tf.tidy(compute)
  try {
    return [...(await tensor.data())]
  } finally {
    tensor.dispose()
  }
}

/** A 2×2 slice of two classes: logits by pixel and class, the true class and the weight of each pixel. */
async function lossOf(logits: number[][], classes: number[], mask: number[]): Promise<number> {
  const [value] = await valuesOf(() =>
    maskedSegmentationLoss({
      logits: tf.tensor4d(logits.flat(), [1, 2, 2, 2]),
      targets: tf.tensor4d(
        classes.flatMap((one) => (one === 0 ? [1, 0] : [0, 1])),
        [1, 2, 2, 2],
      ),
      mask: tf.tensor4d(mask, [1, 2, 2, 1]),
    }),
  )
  return value!
}
const undecided = [0, 0]
const [sureOfBackground, sureOfClass] = [
  [20, 0],
  [0, 20],
]

describe('maskedSegmentationLoss', () => {
  it('by hand: undecided everywhere, one of four pixels is of the class', async () => {
    // CE = ln 2; Dice = 2·½ / (4·½ + 1) = ⅓
    const loss = await lossOf([undecided, undecided, undecided, undecided], [1, 0, 0, 0], [1, 1, 1, 1])
    expect(loss).toBeCloseTo(Math.LN2 + 2 / 3, 5)
  })

  it('by hand: only the upper row is annotated', async () => {
    // CE = ln 2; Dice = 2·½ / (2·½ + 1) = ½
    const loss = await lossOf([undecided, undecided, sureOfClass, sureOfClass], [1, 0, 0, 0], [1, 1, 0, 0])
    expect(loss).toBeCloseTo(Math.LN2 + 1 / 2, 5)
  })

  it('by hand: one pixel counts a quarter', async () => {
    // Weighted CE = (1·ln 2 + ¼·ln 2) / 1¼; Dice = 2·½ / (1¼·½ + 1)
    const loss = await lossOf([undecided, undecided, undecided, undecided], [1, 0, 0, 0], [1, 0.25, 0, 0])
    expect(loss).toBeCloseTo(Math.LN2 + 1 - 1 / 1.625, 5)
  })

  it('is nearly 0 where the network is right, large where it is wrong', async () => {
    const right = [sureOfClass, sureOfBackground, sureOfBackground, sureOfClass]
    expect(await lossOf(right, [1, 0, 0, 1], [1, 1, 1, 1])).toBeLessThan(1e-4)
    expect(await lossOf(right, [0, 1, 1, 0], [1, 1, 1, 1])).toBeCloseTo(21, 3)
  })

  it('is 0 with zero gradients where nothing is annotated', async () => {
    const gradient = await valuesOf(() => {
      const targets = tf.zeros<tf.Rank.R4>([1, 2, 2, 2])
      const mask = tf.zeros<tf.Rank.R4>([1, 2, 2, 1])
      const gradientOf = tf.grad((logits) => maskedSegmentationLoss({ logits: logits.as4D(1, 2, 2, 2), targets, mask }))
      return gradientOf(tf.tensor4d([5, -3, 0, 1, 100, -100, 2, 2], [1, 2, 2, 2]))
    })
    expect(await lossOf([undecided, sureOfClass, undecided, undecided], [1, 0, 0, 0], [0, 0, 0, 0])).toBe(0)
    expect(gradient.every((value) => value === 0)).toBe(true)
  })

  it('has the gradients that finite differences give, three classes and a ragged mask', async () => {
    const random = new SeededRandom(4)
    const logits = Array.from({ length: 2 * 2 * 2 * 3 }, () => random.normal())
    const classes = Array.from({ length: 8 }, () => random.integer(3))
    const targets = classes.flatMap((one) => [0, 1, 2].map((each) => (each === one ? 1 : 0)))
    const mask = [1, 0, 0.5, 1, 1, 0, 1, 0.25]
    const loss = (x: tf.Tensor) =>
      maskedSegmentationLoss({
        logits: x.as4D(2, 2, 2, 3),
        targets: tf.tensor4d(targets, [2, 2, 2, 3]),
        mask: tf.tensor4d(mask, [2, 2, 2, 1]),
      })
    const lossWith = async (index: number, by: number) => {
      const [value] = await valuesOf(() =>
        loss(tf.tensor1d(logits.map((each, at) => (at === index ? each + by : each)))),
      )
      return value!
    }
    const gradient = await valuesOf(() => tf.grad(loss)(tf.tensor1d(logits)))
    for (const [index, value] of gradient.entries())
      expect(value).toBeCloseTo(((await lossWith(index, 1e-2)) - (await lossWith(index, -1e-2))) / 2e-2, 3)
  })

  it('leaks no tensors', async () => {
    await lossOf([undecided, undecided, undecided, undecided], [1, 0, 0, 0], [1, 1, 1, 1])
    const before = tf.memory().numTensors
    await lossOf([undecided, undecided, undecided, undecided], [1, 0, 0, 0], [1, 1, 1, 1])
    expect(tf.memory().numTensors).toBe(before)
  })
})
