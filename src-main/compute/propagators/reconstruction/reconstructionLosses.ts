import * as tf from '@tensorflow/tfjs'
import { WHITE } from './GreyVolume'

/** Keeps the logarithm of a weight of 0 defined. */
const SMALLEST_WEIGHT = 1e-8

/**
 * Smooth L1 of Sli2Vol: quadratic below one grey value, linear above, as a fraction of the range from black to white.
 *
 * @param found 0 (black) to 1 (white), any shape
 * @param wanted the same shape
 * @returns scalar, the mean over all elements
 */
export function smoothL1(found: tf.Tensor, wanted: tf.Tensor): tf.Scalar {
  return tf.tidy(() => {
    const difference = tf.abs(tf.mul(tf.sub(found, wanted), WHITE))
    const quadratic = tf.minimum(difference, 1)
    const linear = tf.sub(difference, quadratic)
    return tf.div(tf.mean(tf.add(tf.mul(tf.square(quadratic), 0.5), linear)), WHITE)
  })
}

/** @returns scalar, the mean over all elements of |found − wanted| */
export function l1(found: tf.Tensor, wanted: tf.Tensor): tf.Scalar {
  return tf.tidy(() => tf.mean(tf.abs(tf.sub(found, wanted))))
}

/**
 * How undecided an affinity is.
 *
 * @param weights [batch, height, width, offset], summing to 1 over the offsets
 * @returns scalar: mean entropy, as a fraction of the largest that so many offsets can have
 */
export function entropyFraction(weights: tf.Tensor4D): tf.Scalar {
  return tf.tidy(() => {
    const perPixel = tf.neg(tf.sum(tf.mul(weights, tf.log(tf.add(weights, SMALLEST_WEIGHT))), -1))
    return tf.div(tf.mean(perPixel), Math.log(weights.shape[3]))
  })
}
