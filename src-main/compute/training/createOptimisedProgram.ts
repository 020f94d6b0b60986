import * as tf from '@tensorflow/tfjs'
import type { Program, Shape } from '../backends/Backend'
import { ADAMW_INPUTS, applyAdamW } from './adamW'

/**
 * One step of AdamW on whatever loss: gradients of `lossOf` by all `weights`, then the update. The program's variables are the weights and
 * two moments for each, named `firstMoment/…` and `secondMoment/…`; `disposeMoments` disposes the latter.
 *
 * @param options.lossOf from the inputs to a scalar; called once while gradients are recorded
 */
export function createOptimisedProgram<Inputs extends string>(options: {
  weights: Readonly<Record<string, tf.Variable>>
  decayedNames: ReadonlySet<string>
  weightDecay: number
  inputs: Readonly<Record<Inputs, Shape>>
  lossOf: (inputs: Record<Inputs, tf.Tensor>) => tf.Scalar
}): { program: Program<Inputs | keyof typeof ADAMW_INPUTS, 'loss'>; disposeMoments: () => void } {
  const { inputs: shapes, lossOf } = options
  const weights = Object.entries(options.weights).map(([name, variable]) => ({
    name,
    variable,
    firstMoment: zerosLike(variable),
    secondMoment: zerosLike(variable),
    weightDecay: options.decayedNames.has(name) ? options.weightDecay : 0,
  }))
  return {
    program: {
      inputs: { ...shapes, ...ADAMW_INPUTS },
      variables: Object.fromEntries(
        weights.flatMap(({ name, variable, firstMoment, secondMoment }) => [
          [name, variable],
          [`firstMoment/${name}`, firstMoment],
          [`secondMoment/${name}`, secondMoment],
        ]),
      ),
      compute: (inputs) => {
        const variables = weights.map(({ variable }) => variable)
        const { value: loss, grads } = tf.variableGrads(() => lossOf(inputs), variables)
        // TensorFlow.js keys gradients by its own name of a variable.
        for (const weight of weights) applyAdamW({ ...weight, gradient: grads[weight.variable.name], inputs })
        return { loss }
      },
    },
    disposeMoments: () => {
      for (const { firstMoment, secondMoment } of weights) tf.dispose([firstMoment, secondMoment])
    },
  }
}

function zerosLike(variable: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zeros(variable.shape)))
}
