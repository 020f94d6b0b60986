import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { adamWInputs, applyAdamW } from '../../../../src-main/compute/training/adamW'

beforeAll(() => tf.setBackend('cpu'))

/** The values of one weight, 1 at first, after each gradient. */
async function weightsAfter(gradients: number[], weightDecay: number): Promise<number[]> {
  const variable = tf.variable(tf.tensor1d([1]))
  const [firstMoment, secondMoment] = [tf.variable(tf.tensor1d([0])), tf.variable(tf.tensor1d([0]))]
  const values: number[] = []
  for (const [step, gradient] of gradients.entries()) {
    tf.tidy(() => {
      const [learningRate, firstCorrection, secondCorrection] = [
        ...Object.values(adamWInputs({ step, learningRate: 0.1 })),
      ].map(([value]) => tf.scalar(value))
      const inputs = { learningRate, firstCorrection, secondCorrection }
      applyAdamW({ variable, firstMoment, secondMoment, gradient: tf.tensor1d([gradient]), inputs, weightDecay })
    })
    values.push(...(await variable.data()))
  }
  tf.dispose([variable, firstMoment, secondMoment])
  return values
}

describe('AdamW', () => {
  it('takes a first step of the learning rate, against the gradient, whatever its size', async () => {
    expect((await weightsAfter([5], 0))[0]).toBeCloseTo(0.9, 6)
    expect((await weightsAfter([-0.001], 0))[0]).toBeCloseTo(1.1, 4)
  })

  it('by hand: gradients 1 and then 3', async () => {
    // m = .9·.1 + .1·3 = .39, m̂ = .39 / .19; v = .999·.001 + .001·9 = .009999, v̂ = .009999 / .001999
    const direction = 0.39 / 0.19 / Math.sqrt(0.009999 / 0.001999)
    expect((await weightsAfter([1, 3], 0))[1]).toBeCloseTo(0.9 - 0.1 * direction, 5)
  })

  it('decays weights apart from the gradient', async () => {
    // 1 − 0.1·1 − 0.1·0.5·1
    expect((await weightsAfter([1], 0.5))[0]).toBeCloseTo(0.85, 6)
    expect((await weightsAfter([0], 0.5))[0]).toBeCloseTo(0.95, 6)
  })
})
