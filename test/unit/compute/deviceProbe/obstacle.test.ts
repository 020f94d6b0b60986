import { describe, expect, it } from 'vitest'
import { parseNvidiaGpus } from '../../../../src-main/compute/deviceProbe/machineFacts'
import { obstacleTo, type MachineFacts } from '../../../../src-main/compute/deviceProbe/obstacle'
import { readable } from '../../../../src-main/compute/deviceProbe/readable'

const bareLinux: MachineFacts = {
  platform: 'linux',
  architecture: 'x64',
  gpus: [],
  tensorflow: { packageVersion: '4.22.0', addonPath: null, hasCuda: false },
  hasOnnxCudaProvider: false,
}
const gpus = parseNvidiaGpus('NVIDIA H100 80GB HBM3, 550.54.15, 81559, 9.0\n')
const cpuAddon = { packageVersion: '4.22.0', addonPath: '/x/tfjs_binding.node', hasCuda: false }

describe('obstacleTo', () => {
  it.each([
    { id: 'onnx-cpu', facts: {}, reason: null },
    { id: 'onnx-dml', facts: {}, reason: 'DirectML is part of Windows; this is linux-x64.' },
    { id: 'onnx-dml', facts: { platform: 'win32' }, reason: null },
    { id: 'onnx-webgpu', facts: { platform: 'win32' }, remedy: 'Use --device onnx-dml.' },
    { id: 'onnx-cuda:0', facts: {}, reason: 'No NVIDIA GPU answers (nvidia-smi is missing or lists none).' },
    {
      id: 'onnx-cuda:0',
      facts: { platform: 'darwin', architecture: 'arm64' },
      reason: 'ONNX Runtime has no CUDA provider for darwin-arm64.',
    },
    {
      id: 'onnx-cuda:0',
      facts: { gpus },
      reason:
        "NVIDIA H100 80GB HBM3 (80 GB, compute capability 9.0, driver 550.54.15) is there, but ONNX Runtime's CUDA provider is not: " +
        'it is not part of the npm package.',
    },
    { id: 'onnx-cuda:0', facts: { gpus, hasOnnxCudaProvider: true }, reason: null },
    { id: 'tensorflow-cpu', facts: {}, remedy: 'Run `npm run setup:tensorflow`.' },
    { id: 'tensorflow-cpu', facts: { tensorflow: cpuAddon }, reason: null },
    { id: 'tensorflow-cuda:0', facts: { gpus }, remedy: 'Run `npm run setup:tensorflow -- --gpu`.' },
    {
      id: 'tensorflow-cuda:0',
      facts: { gpus, tensorflow: cpuAddon },
      remedy: 'Run `npm run setup:tensorflow -- --gpu`.',
    },
    { id: 'tensorflow-cuda:0', facts: { gpus, tensorflow: { ...cpuAddon, hasCuda: true } }, reason: null },
  ] as const)('$id, $facts', ({ id, facts, ...expected }) => {
    const obstacle = obstacleTo(id, { ...bareLinux, ...facts })
    if ('reason' in expected) expect(obstacle?.reason ?? null).toBe(expected.reason)
    else expect(obstacle?.remedy).toBe(expected.remedy)
  })
})

describe('parseNvidiaGpus', () => {
  it('reads one GPU a line and nothing else', () => {
    expect(gpus).toEqual([
      { name: 'NVIDIA H100 80GB HBM3', driverVersion: '550.54.15', memoryMegabytes: 81559, computeCapability: '9.0' },
    ])
    expect(parseNvidiaGpus('No devices were found\n')).toEqual([])
  })
})

describe('readable', () => {
  it('leaves what a person can use of a C++ message', () => {
    const message =
      '/src/webgpu_context.cc:136 onnxruntime::Context::Initialize()::<lambda()> status == Success was false. Failed to get\n a WebGPU adapter: none\n'
    expect(readable(message)).toBe('Failed to get a WebGPU adapter: none')
    expect(readable('x'.repeat(1000))).toHaveLength(300)
  })
})
