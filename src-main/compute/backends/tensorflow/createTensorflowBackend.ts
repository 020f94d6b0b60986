import util from 'node:util'
import * as tf from '@tensorflow/tfjs'
import { SlicewrightError } from '../../../domain/errors'
import type { Backend, DeviceId } from '../Backend'
import { createEagerBackend } from '../eager/createEagerBackend'
import { findTensorflowAddon } from './addon'

export type TensorflowDeviceId = Extract<DeviceId, `tensorflow-${string}`>

/** TensorFlow reads its settings once, when it is loaded, and is loaded once in a process. */
interface LoadedTensorflow {
  readonly deviceId: TensorflowDeviceId
  readonly threads: number
  readonly library: string
}
let loaded: LoadedTensorflow | null = null

/** The part of the addon's TensorFlow.js backend that says what it is. */
interface AddonBackend {
  readonly binding: { readonly TF_Version: string }
  readonly isUsingGpuDevice: boolean
}

/**
 * Opens the TensorFlow library: every TensorFlow.js operation is one of its kernels.
 *
 * @param options.threads threads within one operation; sums depend on it, so it is part of a run's provenance
 * @throws SlicewrightError DEVICE_UNAVAILABLE if it is not set up, finds no such device, or already runs in this process
 *   with another device or thread count
 */
export async function createTensorflowBackend(options: {
  deviceId: TensorflowDeviceId
  threads: number
}): Promise<Backend> {
  const { deviceId, threads } = options
  if (loaded === null) loaded = await loadTensorflow(deviceId, threads)
  if (loaded.deviceId !== deviceId || loaded.threads !== threads)
    throw unavailable(
      deviceId,
      `TensorFlow already runs in this process on ${loaded.deviceId} with ${loaded.threads} threads, ` +
        `not on ${deviceId} with ${threads}. Start another process for it.`,
    )
  return createEagerBackend({ tfBackendName: 'tensorflow', deviceId, library: loaded.library, threads })
}

async function loadTensorflow(deviceId: TensorflowDeviceId, threads: number): Promise<LoadedTensorflow> {
  const addon = findTensorflowAddon()
  if (addon?.addonPath == null)
    throw unavailable(deviceId, 'TensorFlow is not set up. Run `npm run setup:tensorflow`, or use --device onnx-cpu.')
  const wantsGpu = deviceId !== 'tensorflow-cpu'
  const visibleGpus = process.env['CUDA_VISIBLE_DEVICES']
  setEnvironment(wantsGpu, threads)
  bringBackOldUtilities()
  try {
    await import('@tensorflow/tfjs-node-gpu')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw unavailable(deviceId, `TensorFlow could not be loaded: ${reason}. Run \`npm run setup:tensorflow\` again.`, {
      reason,
      cause,
    })
  } finally {
    // TensorFlow has looked; processes that this one starts must see what it saw.
    if (visibleGpus === undefined) delete process.env['CUDA_VISIBLE_DEVICES']
    else process.env['CUDA_VISIBLE_DEVICES'] = visibleGpus
  }
  const backend: unknown = tf.findBackend('tensorflow')
  if (!isAddonBackend(backend)) throw unavailable(deviceId, 'TensorFlow was loaded but did not start.')
  if (backend.isUsingGpuDevice !== wantsGpu)
    throw unavailable(
      deviceId,
      `TensorFlow computes on the ${backend.isUsingGpuDevice ? 'GPU' : 'CPU'} here, not on ${deviceId}.`,
    )
  const library = `TensorFlow ${backend.binding.TF_Version} (tfjs-node-gpu ${addon.packageVersion})`
  return { deviceId, threads, library }
}

/** Reaches the library because Node hands changes of `process.env` on to the C environment (main thread only). */
function setEnvironment(wantsGpu: boolean, threads: number): void {
  Object.assign(process.env, {
    TF_CPP_MIN_LOG_LEVEL: process.env['TF_CPP_MIN_LOG_LEVEL'] ?? '2',
    TF_NUM_INTRAOP_THREADS: String(threads),
    // Operations run one after the other, yet oneDNN leaves cores idle when this is lower (measured).
    TF_NUM_INTEROP_THREADS: String(threads),
    // Otherwise TensorFlow takes all of a GPU's memory at once.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    TF_CUDNN_DETERMINISTIC: '1',
    // The addon computes on the last GPU it sees: it is shown the first, or none.
    CUDA_VISIBLE_DEVICES: wantsGpu ? (process.env['CUDA_VISIBLE_DEVICES'] ?? '0').split(',')[0] : '-1',
  })
}

/** tfjs-node 4.22 calls them still (tfjs #8609): Node 23 removed the first, and warns about the second. */
function bringBackOldUtilities(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  })
}

function isAddonBackend(backend: unknown): backend is AddonBackend {
  return typeof backend === 'object' && backend !== null && 'binding' in backend && 'isUsingGpuDevice' in backend
}

function unavailable(
  deviceId: TensorflowDeviceId,
  message: string,
  { reason = message, cause }: { reason?: string; cause?: unknown } = {},
): SlicewrightError {
  return new SlicewrightError('DEVICE_UNAVAILABLE', message, { details: { deviceId, reason }, cause })
}
