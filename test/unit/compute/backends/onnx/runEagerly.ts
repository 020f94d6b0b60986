import * as tf from '@tensorflow/tfjs'
import type { Program } from '../../../../../src-main/compute/backends/Backend'

/** One call of a program on TensorFlow.js's own pure cpu backend: what every recorded program must agree with. */
export async function runEagerly(
  program: Program,
  inputs: Readonly<Record<string, Float32Array>>,
): Promise<Record<string, Float32Array>> {
  const tensors = tf.tidy(() =>
    program.compute(
      Object.fromEntries(
        Object.entries(program.inputs).map(([name, shape]) => [name, tf.tensor(inputs[name].slice(), [...shape])]),
      ),
    ),
  )
  const arrays: Record<string, Float32Array> = {}
  for (const [name, tensor] of Object.entries(tensors)) {
    arrays[name] = Float32Array.from(await tensor.data())
    tensor.dispose()
  }
  return arrays
}
