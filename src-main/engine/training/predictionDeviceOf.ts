import type { DeviceId } from '../../compute/backends/Backend'
import type { OnnxDeviceId } from '../../compute/backends/onnx/session'

/** The exported network is an ONNX file, so ONNX Runtime predicts, whatever library trained it: on the same device if it can. */
export function predictionDeviceOf(deviceId: DeviceId): OnnxDeviceId {
  return deviceId === 'tensorflow-cpu' || deviceId === 'tensorflow-cuda:0' ? 'onnx-cpu' : deviceId
}
