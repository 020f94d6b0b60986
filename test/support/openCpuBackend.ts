import * as tf from '@tensorflow/tfjs'
import type { Backend } from '../../src-main/compute/backends/Backend'
import { createEagerBackend } from '../../src-main/compute/backends/eager/createEagerBackend'

/** TensorFlow.js's own cpu backend: slow, exact, everywhere. The reference that others are compared with. */
export function openCpuBackend(): Promise<Backend> {
  return createEagerBackend({
    tfBackendName: 'cpu',
    deviceId: 'tensorflow-cpu',
    library: `TensorFlow.js cpu ${tf.version.tfjs}`,
    threads: 1,
  })
}
