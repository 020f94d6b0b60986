import type * as tf from '@tensorflow/tfjs'

/** A segmentation network in plain TensorFlow.js. Whoever creates it disposes it. */
export interface Network {
  readonly inputChannelCount: number
  /** All weights by name; the names are stable across processes and devices. */
  readonly variables: Readonly<Record<string, tf.Variable>>
  /** Those that weight decay acts on: filters, but no norm and no bias (Loshchilov & Hutter 2019, as commonly applied). */
  readonly decayedNames: ReadonlySet<string>
  /**
   * @param images [batch, height, width, inputChannelCount], both sides multiples of the model's `sizeMultiple`
   * @returns logits [batch, height, width, classCount], unscaled; the caller's
   */
  forward(images: tf.Tensor4D): tf.Tensor4D
  dispose(): void
}
