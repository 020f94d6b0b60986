import { availableParallelism } from 'node:os'
import { SlicewrightError } from '../domain/errors'
import type { Backend } from './backends/Backend'
import { createOnnxBackend } from './backends/onnx/createOnnxBackend'

/**
 * Opens the device that everything trains on which needs nothing but npm.
 *
 * @param options.threads threads within one operation; left out, all cores. Sums depend on it: record it
 * @throws SlicewrightError DEVICE_UNAVAILABLE for any other id
 */
export async function openBackend(
  options: { deviceId?: string | undefined; threads?: number | undefined; signal?: AbortSignal } = {},
): Promise<Backend> {
  const { deviceId = 'onnx-cpu', threads = availableParallelism() } = options
  if (deviceId === 'onnx-cpu') return createOnnxBackend({ deviceId, threads })
  throw new SlicewrightError('DEVICE_UNAVAILABLE', `Device "${deviceId}" cannot be opened. Use onnx-cpu.`, {
    details: { deviceId },
  })
}
