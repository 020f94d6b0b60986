import * as tf from '@tensorflow/tfjs'
import type { Program } from '../backends/Backend'
import { maskedSegmentationLoss } from '../losses/maskedSegmentationLoss'
import type { Network } from '../models/Network'
import { ADAMW_INPUTS, applyAdamW } from './adamW'

/** The shape of every batch of a training; a recorded program has one. */
export interface BatchShape {
  readonly batchSize: number
  readonly height: number
  readonly width: number
  readonly classCount: number
}

export type TrainingProgram = Program<'images' | 'targets' | 'mask' | keyof typeof ADAMW_INPUTS, 'loss'>

/**
 * One training step: forward, masked loss, gradients, AdamW. Its variables are the network's and two moments for each, named
 * `firstMoment/…` and `secondMoment/…`; `disposeMoments` disposes the latter.
 */
export function createTrainingProgram(options: { network: Network; shape: BatchShape; weightDecay: number }): {
  program: TrainingProgram
  disposeMoments: () => void
} {
  const { network, shape, weightDecay } = options
  const { batchSize, height, width, classCount } = shape
  const weights = Object.entries(network.variables).map(([name, variable]) => ({
    name,
    variable,
    firstMoment: zerosLike(variable),
    secondMoment: zerosLike(variable),
    weightDecay: network.decayedNames.has(name) ? weightDecay : 0,
  }))
  const program: TrainingProgram = {
    inputs: {
      images: [batchSize, height, width, 1],
      targets: [batchSize, height, width, classCount],
      mask: [batchSize, height, width, 1],
      ...ADAMW_INPUTS,
    },
    variables: Object.fromEntries(
      weights.flatMap(({ name, variable, firstMoment, secondMoment }) => [
        [name, variable],
        [`firstMoment/${name}`, firstMoment],
        [`secondMoment/${name}`, secondMoment],
      ]),
    ),
    compute: (inputs) => {
      const { value: loss, grads } = tf.variableGrads(
        () =>
          maskedSegmentationLoss({
            logits: network.forward(inputs.images.as4D(batchSize, height, width, 1)),
            targets: inputs.targets.as4D(batchSize, height, width, classCount),
            mask: inputs.mask.as4D(batchSize, height, width, 1),
          }),
        weights.map(({ variable }) => variable),
      )
      // TensorFlow.js keys gradients by its own name of a variable.
      for (const weight of weights) applyAdamW({ ...weight, gradient: grads[weight.variable.name], inputs })
      return { loss }
    },
  }
  const disposeMoments = () => {
    for (const { firstMoment, secondMoment } of weights) tf.dispose([firstMoment, secondMoment])
  }
  return { program, disposeMoments }
}

function zerosLike(variable: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zeros(variable.shape)))
}
