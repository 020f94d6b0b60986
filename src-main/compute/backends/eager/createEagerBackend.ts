import * as tf from '@tensorflow/tfjs'
import type { Backend, CompiledProgram, DeviceId, Program } from '../Backend'
import { readVariables, writeVariables } from './variableState'

/**
 * A device on which TensorFlow.js computes op by op: the native addon, or TensorFlow.js's own cpu backend in tests.
 *
 * @param options.tfBackendName a backend that is registered in TensorFlow.js and starts synchronously (`tensorflow`, `cpu`)
 * @throws Error if TensorFlow.js cannot start that backend; whoever opens devices explains it to the user
 */
export async function createEagerBackend(options: {
  tfBackendName: string
  deviceId: DeviceId
  library: string
  threads: number
}): Promise<Backend> {
  const { tfBackendName, deviceId, library, threads } = options
  if (!(await tf.setBackend(tfBackendName)))
    throw new Error(`TensorFlow.js could not start its backend "${tfBackendName}".`)
  return {
    deviceId,
    library,
    threads,
    compile: async (program) => compileEagerly(tfBackendName, program),
    async dispose() {
      // TensorFlow.js keeps its backends for the life of the process.
    },
  }
}

function compileEagerly<Inputs extends string, Outputs extends string>(
  tfBackendName: string,
  program: Program<Inputs, Outputs>,
): CompiledProgram<Inputs, Outputs> {
  return {
    async run(inputs) {
      activate(tfBackendName)
      const outputs = tf.tidy(() => {
        const tensors = mapValues(program.inputs, (shape, name) => inputTensor(inputs[name], shape, name))
        // A handle of its own each, so that disposing an output never disposes a variable.
        return mapValues(program.compute(tensors), (output) => tf.clone(output))
      })
      try {
        const names = Object.keys(outputs) as Outputs[]
        const values = await Promise.all(names.map(async (name) => Float32Array.from(await outputs[name].data())))
        return Object.fromEntries(names.map((name, at) => [name, values[at]])) as Record<Outputs, Float32Array>
      } finally {
        tf.dispose(outputs)
      }
    },
    readState: () => readVariables(program.variables),
    async writeState(state) {
      activate(tfBackendName)
      writeVariables(program.variables, state)
    },
    async dispose() {
      // The caller owns the variables; nothing else outlives a call.
    },
  }
}

/**
 * Backends share one engine, so each call says which one computes. For a backend that has started, `setBackend` switches before
 * it returns its promise; awaiting would let another computation switch back in between.
 */
function activate(tfBackendName: string): void {
  void tf.setBackend(tfBackendName)
  if (tf.getBackend() !== tfBackendName) throw new Error(`TensorFlow.js did not switch to "${tfBackendName}".`)
}

function inputTensor(data: Float32Array, shape: readonly number[], name: string): tf.Tensor {
  const expected = shape.reduce((product, size) => product * size, 1)
  if (data.length !== expected)
    throw new Error(`Input "${name}" has ${data.length} values, expected ${expected} for [${shape.join(', ')}].`)
  // A copy: TensorFlow.js's cpu backend keeps the array it is given, and a program may keep an input in a variable.
  return tf.tensor(data.slice(), [...shape], 'float32')
}

function mapValues<Name extends string, From, To>(
  record: Readonly<Record<Name, From>>,
  change: (value: From, name: Name) => To,
): Record<Name, To> {
  const names = Object.keys(record) as Name[]
  return Object.fromEntries(names.map((name) => [name, change(record[name], name)])) as Record<Name, To>
}
