import { describe } from 'vitest'
import type { Backend } from '../../src-main/compute/backends/Backend'
import { findTensorflowAddon } from '../../src-main/compute/backends/tensorflow/addon'
import { openUnproven } from '../../src-main/compute/deviceProbe/openUnproven'

/** Fixed, because sums depend on it. */
const THREADS = 2

const hasTensorflow = findTensorflowAddon()?.addonPath != null

/** The two CPU devices that train; opened in the tests' own process. */
export type NativeDeviceId = 'onnx-cpu' | 'tensorflow-cpu'

export function openNativeBackend(deviceId: NativeDeviceId): Promise<Backend> {
  return openUnproven({ deviceId, threads: THREADS })
}

/** The same tests on both; TensorFlow's are skipped with a message where it is not set up. */
export function describeOnNativeBackends(name: string, body: (deviceId: NativeDeviceId) => void): void {
  describe(`${name} on onnx-cpu`, () => body('onnx-cpu'))
  describeWithTensorflow(`${name} on tensorflow-cpu`, () => body('tensorflow-cpu'))
}

export function describeWithTensorflow(name: string, body: () => void): void {
  if (hasTensorflow) describe(name, body)
  else describe.skip(`${name} (skipped: TensorFlow is not set up, run npm run setup:tensorflow)`, body)
}
