import { availableParallelism } from 'node:os'
import { DEVICE_IDS, type DeviceId, type DeviceReport } from '../domain/devices/deviceReport'
import { SlicewrightError, throwIfCancelled } from '../domain/errors'
import { findTensorflowAddon } from './backends/tensorflow/addon'
import { findNvidiaGpus } from './deviceProbe/machineFacts'
import { hasOnnxCudaProvider, obstacleTo, type MachineFacts } from './deviceProbe/obstacle'
import { readReports, reportKey, writeReports } from './deviceProbe/reportCache'
import { findProbeScript, runProbe } from './deviceProbe/runProbe'

interface FindOptions {
  signal?: AbortSignal | undefined
  report?: ((progress: { stage: string; done: number; total: number; unit: string }) => void) | undefined
}

/** As many threads as this process may use at once. */
export function defaultThreads(): number {
  return availableParallelism()
}

/**
 * Tries every device now, one after the other, each in a process of its own: proves its numbers, measures a step, says why
 * not and what helps. Takes a few seconds; the result is kept for `knownDevices`.
 *
 * @throws CancelledError if `signal` aborts
 */
export async function findDevices({ signal, report }: FindOptions): Promise<DeviceReport[]> {
  const script = requireProbeScript()
  const facts: MachineFacts = {
    platform: process.platform,
    architecture: process.arch,
    gpus: await findNvidiaGpus(),
    tensorflow: findTensorflowAddon(),
    hasOnnxCudaProvider: hasOnnxCudaProvider(),
  }
  const reports: DeviceReport[] = []
  for (const id of DEVICE_IDS) {
    throwIfCancelled(signal, 'Looking for devices')
    report?.({ stage: `Trying ${id}`, done: reports.length, total: DEVICE_IDS.length, unit: 'devices' })
    reports.push(await examine(id, facts, { script, signal }))
  }
  writeReports(reportKey(script), reports)
  return reports
}

/** What an earlier probe found, if nothing has changed since; otherwise probes now (once, a few seconds). */
export async function knownDevices(options: FindOptions): Promise<DeviceReport[]> {
  return readReports(reportKey(requireProbeScript())) ?? findDevices(options)
}

async function examine(
  id: DeviceId,
  facts: MachineFacts,
  options: { script: string; signal: AbortSignal | undefined },
): Promise<DeviceReport> {
  const backend = id.startsWith('onnx') ? 'onnx' : 'tensorflow'
  const unusable = { id, backend, usable: false, stepMs: null, bestStepMs: null, library: null } as const
  const obstacle = obstacleTo(id, facts)
  if (obstacle !== null) return { ...unusable, ...obstacle }
  const { script, signal } = options
  const answer = await runProbe({ script, args: [id, String(defaultThreads())], signal })
  if (!answer.isUsable) return { ...unusable, reason: answer.reason, remedy: REMEDY_AFTER_FAILED_PROOF[id] }
  const hundredths = (milliseconds: number) => Math.round(milliseconds * 100) / 100
  return {
    id,
    backend,
    usable: true,
    reason: null,
    remedy: null,
    stepMs: hundredths(answer.stepMs),
    bestStepMs: hundredths(answer.bestStepMs),
    library: answer.library,
  }
}

/** What to do about a device that has no known obstacle and yet failed. */
const REMEDY_AFTER_FAILED_PROOF: Record<DeviceId, string> = {
  'onnx-cpu': 'Install the dependencies again: `rm -rf node_modules && npm ci`.',
  'onnx-webgpu': 'Install a Vulkan (Linux) driver for the GPU, or use --device onnx-cpu.',
  'onnx-dml': 'Update the GPU driver and Windows, or use --device onnx-cpu.',
  'onnx-cuda:0': 'Check that the driver supports CUDA 12 and that cuDNN 9 can be found, or use --device onnx-cpu.',
  'tensorflow-cpu': 'Run `npm run setup:tensorflow -- --remove`, then `npm run setup:tensorflow`.',
  'tensorflow-cuda:0': 'Update the driver (CUDA 12 needs 525 or newer), or use --device tensorflow-cpu.',
}

function requireProbeScript(): string {
  const script = findProbeScript()
  if (script !== null) return script
  throw new SlicewrightError('INTERNAL', 'The program that tries devices is not built. Run `npm run build`.')
}
