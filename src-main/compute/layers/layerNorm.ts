import * as tf from '@tensorflow/tfjs'
import { standardize } from './standardize'

/**
 * Layer normalisation (Ba et al., arXiv 1607.06450) over the last axis, with scale and shift.
 * @param x [..., feature]
 * @param gamma [feature], scale
 * @param beta [feature], shift
 * @returns the same shape as x; belongs to the caller
 */
export function layerNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon = 1e-5): tf.Tensor {
  return tf.add(tf.mul(standardize(x, [x.rank - 1], epsilon), gamma), beta)
}
