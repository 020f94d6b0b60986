import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { DeviceId } from '../../domain/devices/deviceReport'
import type { TensorflowAddon } from '../backends/tensorflow/addon'
import { describeGpus, type NvidiaGpu } from './machineFacts'

/** What stands between this machine and a device, in words. */
export interface Obstacle {
  readonly reason: string
  readonly remedy: string
}

/** What is known of the machine without trying anything. */
export interface MachineFacts {
  readonly platform: NodeJS.Platform
  readonly architecture: string
  readonly gpus: readonly NvidiaGpu[]
  readonly tensorflow: TensorflowAddon | null
  readonly hasOnnxCudaProvider: boolean
}

const USE_ANOTHER = 'Use another device; onnx-cpu works everywhere.'
const NO_GPU: Obstacle = {
  reason: 'No NVIDIA GPU answers (nvidia-smi is missing or lists none).',
  remedy: "On a machine with an NVIDIA GPU: install NVIDIA's driver, then run doctor again.",
}

/** Why trying a device is pointless, or null: then only trying tells. */
export function obstacleTo(deviceId: DeviceId, facts: MachineFacts): Obstacle | null {
  const { platform, architecture, gpus, tensorflow, hasOnnxCudaProvider } = facts
  const system = `${platform}-${architecture}`
  switch (deviceId) {
    case 'onnx-cpu':
      return null
    case 'onnx-webgpu':
      return platform === 'win32'
        ? { reason: 'On Windows, ONNX Runtime reaches the GPU through DirectML.', remedy: 'Use --device onnx-dml.' }
        : null
    case 'onnx-dml':
      return platform === 'win32'
        ? null
        : { reason: `DirectML is part of Windows; this is ${system}.`, remedy: USE_ANOTHER }
    case 'onnx-cuda:0':
      if (system !== 'linux-x64' && system !== 'win32-x64')
        return { reason: `ONNX Runtime has no CUDA provider for ${system}.`, remedy: USE_ANOTHER }
      if (gpus.length === 0) return NO_GPU
      if (hasOnnxCudaProvider) return null
      return {
        reason: `${describeGpus(gpus)} is there, but ONNX Runtime's CUDA provider is not: it is not part of the npm package.`,
        remedy: 'Run `node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12`.',
      }
    case 'tensorflow-cpu':
      return tensorflow?.addonPath == null ? notSetUp(platform, '') : null
    case 'tensorflow-cuda:0':
      if (system !== 'linux-x64')
        return { reason: `TensorFlow's wheels for ${system} have no CUDA build.`, remedy: USE_ANOTHER }
      if (gpus.length === 0) return NO_GPU
      if (tensorflow?.addonPath == null) return notSetUp(platform, ' -- --gpu')
      if (tensorflow.hasCuda) return null
      return {
        reason: `${describeGpus(gpus)} is there, but TensorFlow was set up for the CPU.`,
        remedy: 'Run `npm run setup:tensorflow -- --gpu`.',
      }
  }
}

function notSetUp(platform: NodeJS.Platform, option: string): Obstacle {
  return platform === 'win32'
    ? { reason: 'PyPI has no TensorFlow library for Windows.', remedy: USE_ANOTHER }
    : { reason: 'TensorFlow is not set up.', remedy: `Run \`npm run setup:tensorflow${option}\`.` }
}

/** Whether the CUDA provider, too large for npm, lies beside ONNX Runtime's library. */
export function hasOnnxCudaProvider(): boolean {
  const manifest = createRequire(import.meta.url).resolve('onnxruntime-node/package.json')
  const folder = join(dirname(manifest), 'bin', 'napi-v6', process.platform, process.arch)
  return ['libonnxruntime_providers_cuda.so', 'onnxruntime_providers_cuda.dll'].some((name) =>
    existsSync(join(folder, name)),
  )
}
