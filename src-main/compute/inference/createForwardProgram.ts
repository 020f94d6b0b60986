import * as tf from '@tensorflow/tfjs'
import type { Program } from '../backends/Backend'
import type { Network } from '../models/Network'

export type ForwardProgram = Program<'images', 'probabilities'>

/** From slices [batch, height, width, inputChannelCount] to class probabilities [batch, height, width, classCount]. */
export function createForwardProgram(options: {
  network: Network
  batchSize: number
  height: number
  width: number
}): ForwardProgram {
  const { network, batchSize, height, width } = options
  const { inputChannelCount } = network
  return {
    inputs: { images: [batchSize, height, width, inputChannelCount] },
    variables: network.variables,
    compute: ({ images }) => ({
      probabilities: tf.softmax(network.forward(images.as4D(batchSize, height, width, inputChannelCount)), -1),
    }),
  }
}
