import * as tf from '@tensorflow/tfjs'

/**
 * (x − mean) / standard deviation over `axes`, with a backward pass that keeps two tensors only.
 * @param epsilon added to the variance
 * @returns the same shape as x; belongs to the caller
 */
export function standardize(x: tf.Tensor, axes: readonly number[], epsilon = 1e-5): tf.Tensor {
  const over = [...axes]
  const operation = tf.customGrad((...args) => {
    const input = args[0] as tf.Tensor
    const save = args[1] as tf.GradSaveFunc
    const centred = tf.sub(input, tf.mean(input, over, true))
    const perDeviation = tf.rsqrt(tf.add(tf.mean(tf.square(centred), over, true), epsilon))
    const value = tf.mul(centred, perDeviation)
    save([value, perDeviation])
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [output, perDeviationSaved] = saved
      const byProjection = tf.mul(output, tf.mean(tf.mul(dy, output), over, true))
      return tf.mul(tf.sub(tf.sub(dy, tf.mean(dy, over, true)), byProjection), perDeviationSaved)
    }
    return { value, gradFunc }
  })
  return operation(x)
}
