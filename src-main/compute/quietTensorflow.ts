import * as tf from '@tensorflow/tfjs'

/**
 * Keeps TensorFlow.js from recommending its other packages on stderr when the first tensor is made in Node. Call it before that.
 * Nothing else depends on the switch: it silences warnings only.
 */
export function quietTensorflow(): void {
  tf.enableProdMode()
}
