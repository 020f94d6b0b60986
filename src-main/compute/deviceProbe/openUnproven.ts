import type { Backend, DeviceId } from '../backends/Backend'

/**
 * Opens a device as it says it is. Each backend is loaded only when it is asked for.
 *
 * @throws SlicewrightError DEVICE_UNAVAILABLE, or whatever the library throws
 */
export async function openUnproven(options: { deviceId: DeviceId; threads: number }): Promise<Backend> {
  const { deviceId, threads } = options
  switch (deviceId) {
    case 'tensorflow-cpu':
    case 'tensorflow-cuda:0': {
      const { createTensorflowBackend } = await import('../backends/tensorflow/createTensorflowBackend')
      return createTensorflowBackend({ deviceId, threads })
    }
    case 'onnx-cpu':
    case 'onnx-webgpu':
    case 'onnx-dml':
    case 'onnx-cuda:0': {
      const { createOnnxBackend } = await import('../backends/onnx/createOnnxBackend')
      return createOnnxBackend({ deviceId, threads })
    }
  }
}
