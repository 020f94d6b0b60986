import * as tf from '@tensorflow/tfjs'

/**
 * Transposed convolution whose windows tile the output: the learned up-sampling of a U-Net. The stride is the filter's size.
 *
 * TensorFlow.js has no gradient for conv3dTranspose, hence the custom one.
 * @param x [batch, …space, in], 2 or 3 spatial axes
 * @param filter [...taps, out, in]
 * @returns [batch, …space · taps, out]; belongs to the caller
 */
export function transposedConvolution(x: tf.Tensor, filter: tf.Tensor): tf.Tensor {
  const taps = filter.shape.slice(0, -2)
  const outShape = [x.shape[0], ...taps.map((size, axis) => x.shape[axis + 1] * size), filter.shape[taps.length]]
  if (taps.length === 2) {
    const [height, width] = taps
    const size = outShape as [number, number, number, number]
    return tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, size, [height, width], 'valid')
  }
  return transposedConvolution3d(x as tf.Tensor5D, filter as tf.Tensor5D, outShape)
}

function transposedConvolution3d(x: tf.Tensor5D, filter: tf.Tensor5D, outShape: readonly number[]): tf.Tensor {
  const strides = filter.shape.slice(0, 3) as [number, number, number]
  const operation = tf.customGrad((...args) => {
    const [input, taps] = args as [tf.Tensor5D, tf.Tensor5D]
    const save = args[2] as tf.GradSaveFunc
    save([input, taps])
    const size = outShape as [number, number, number, number, number]
    const value = tf.conv3dTranspose(input, taps, size, strides, 'valid')
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [inputSaved, tapsSaved] = saved as [tf.Tensor5D, tf.Tensor5D]
      return [
        tf.conv3d(dy as tf.Tensor5D, tapsSaved, strides, 'valid'),
        // The operation is a convolution's input gradient: its filter gradient is that convolution's, with x and dy exchanged.
        tf
          .engine()
          .runKernel(
            tf.Conv3DBackpropFilterV2,
            { x: dy, dy: inputSaved },
            { strides, pad: 'valid', filterShape: tapsSaved.shape },
          ) as tf.Tensor,
      ]
    }
    return { value, gradFunc }
  })
  return operation(x, filter)
}
