import * as tf from '@tensorflow/tfjs'
import type { Program } from '../../../../../src-main/compute/backends/Backend'
import type { KernelCase } from './kernelCases'

/** Results are weighted by these before they are summed, so that no two elements have the same gradient. */
export function weightAt(index: number): number {
  return Math.fround(Math.sin(index + 1))
}

/** The results and, if wanted, the gradients of their weighted sum by every input. */
export function programOf(one: KernelCase, hasGradients: boolean): Program {
  const forward = (tensors: tf.Tensor[]) => {
    const named = Object.fromEntries(Object.keys(one.inputs).map((name, at) => [name, tensors[at]]))
    const result = one.compute(named)
    return result instanceof tf.Tensor ? [result] : [...result]
  }
  const weighted = (results: readonly tf.Tensor[]) =>
    tf.addN(
      results.map((result) => {
        const weights = tf.tensor(
          Float32Array.from({ length: result.size }, (_, index) => weightAt(index)),
          result.shape,
        )
        return tf.sum(tf.mul(result, weights))
      }),
    )
  return {
    inputs: one.inputs,
    variables: {},
    compute: (inputs) => {
      const tensors = Object.keys(one.inputs).map((name) => inputs[name])
      const results = Object.fromEntries(forward(tensors).map((result, at) => [`result ${at}`, result]))
      if (!hasGradients) return results
      const gradients = tf.grads((...given: tf.Tensor[]) => weighted(forward(given)))(tensors)
      return { ...results, ...Object.fromEntries(gradients.map((gradient, at) => [`gradient ${at}`, gradient])) }
    },
  }
}
