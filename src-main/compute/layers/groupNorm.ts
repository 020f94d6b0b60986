import * as tf from '@tensorflow/tfjs'
import { standardize } from './standardize'

/**
 * Group normalisation (Wu and He, arXiv 1803.08494) with scale and shift.
 * @param x [batch, …space, channel]
 * @param gamma [channel], scale
 * @param beta [channel], shift
 * @param options.groupCount divides the channels
 * @returns the same shape as x; belongs to the caller
 */
export function groupNorm(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  options: { groupCount: number; epsilon?: number },
): tf.Tensor {
  const { groupCount, epsilon } = options
  const channelCount = x.shape[x.rank - 1]
  if (channelCount % groupCount !== 0)
    throw new RangeError(`${channelCount} channels cannot be divided into ${groupCount} groups.`)
  const grouped = tf.reshape(x, [x.shape[0], -1, groupCount, channelCount / groupCount])
  const normal = tf.reshape(standardize(grouped, [1, 3], epsilon), x.shape)
  return tf.add(tf.mul(normal, gamma), beta)
}
