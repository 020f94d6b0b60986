import * as tf from '@tensorflow/tfjs'

/**
 * Gaussian error linear unit (Hendrycks and Gimpel, arXiv 1606.08415), exact: x · Φ(x).
 * @returns the same shape as x; belongs to the caller
 */
export function gelu(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1))
}
