import type { Program } from '../backends/Backend'
import { maskedSegmentationLoss } from '../losses/maskedSegmentationLoss'
import type { Network } from '../models/Network'
import type { ADAMW_INPUTS } from './adamW'
import { createOptimisedProgram } from './createOptimisedProgram'

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
  return createOptimisedProgram({
    weights: network.variables,
    decayedNames: network.decayedNames,
    weightDecay,
    inputs: {
      images: [batchSize, height, width, network.inputChannelCount],
      targets: [batchSize, height, width, classCount],
      mask: [batchSize, height, width, 1],
    },
    lossOf: ({ images, targets, mask }) =>
      maskedSegmentationLoss({
        logits: network.forward(images.as4D(batchSize, height, width, network.inputChannelCount)),
        targets: targets.as4D(batchSize, height, width, classCount),
        mask: mask.as4D(batchSize, height, width, 1),
      }),
  })
}
