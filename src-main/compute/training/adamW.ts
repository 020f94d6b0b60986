import * as tf from '@tensorflow/tfjs'

/** Exponential decay rates of the two moments, and what keeps the division defined (Kingma & Ba 2015, the usual values). */
const FIRST_DECAY = 0.9
const SECOND_DECAY = 0.999
const EPSILON = 1e-8

/** What changes from step to step: inputs of the program, since a recorded program must hold no such number. */
export const ADAMW_INPUTS = { learningRate: [], firstCorrection: [], secondCorrection: [] } as const

/** @param step 0 for the first */
export function adamWInputs(options: {
  step: number
  learningRate: number
}): Record<keyof typeof ADAMW_INPUTS, Float32Array> {
  const { step, learningRate } = options
  return {
    learningRate: Float32Array.of(learningRate),
    firstCorrection: Float32Array.of(1 / (1 - FIRST_DECAY ** (step + 1))),
    secondCorrection: Float32Array.of(1 / (1 - SECOND_DECAY ** (step + 1))),
  }
}

/**
 * One step of AdamW (Loshchilov & Hutter 2019, algorithm 2) on one variable; assigns the variable and both moments.
 *
 *     m ← β₁m + (1−β₁)g        v ← β₂v + (1−β₂)g²
 *     w ← w − η·m̂ / (√v̂ + ε) − η·λ·w        m̂ = m·firstCorrection, v̂ = v·secondCorrection
 *
 * @param options.weightDecay λ; 0 for norm and bias
 */
export function applyAdamW(options: {
  variable: tf.Variable
  firstMoment: tf.Variable
  secondMoment: tf.Variable
  gradient: tf.Tensor
  inputs: Record<keyof typeof ADAMW_INPUTS, tf.Tensor>
  weightDecay: number
}): void {
  const { variable, firstMoment, secondMoment, gradient, inputs, weightDecay } = options
  tf.tidy(() => {
    const first = tf.add(tf.mul(firstMoment, FIRST_DECAY), tf.mul(gradient, 1 - FIRST_DECAY))
    const second = tf.add(tf.mul(secondMoment, SECOND_DECAY), tf.mul(tf.square(gradient), 1 - SECOND_DECAY))
    const direction = tf.div(
      tf.mul(first, inputs.firstCorrection),
      tf.add(tf.sqrt(tf.mul(second, inputs.secondCorrection)), EPSILON),
    )
    const decayed = weightDecay === 0 ? direction : tf.add(direction, tf.mul(variable, weightDecay))
    variable.assign(tf.sub(variable, tf.mul(decayed, inputs.learningRate)))
    firstMoment.assign(first)
    secondMoment.assign(second)
  })
}
