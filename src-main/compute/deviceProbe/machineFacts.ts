import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** One NVIDIA GPU as its driver describes it. */
export interface NvidiaGpu {
  readonly name: string
  readonly driverVersion: string
  readonly memoryMegabytes: number
  /** For example "9.0". */
  readonly computeCapability: string
}

/** The NVIDIA GPUs that the driver's own tool lists; empty where there is no GPU, no driver or no answer within 5 s. */
export async function findNvidiaGpus(): Promise<NvidiaGpu[]> {
  try {
    const query = ['--query-gpu=name,driver_version,memory.total,compute_cap', '--format=csv,noheader,nounits']
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 5000, windowsHide: true })
    return parseNvidiaGpus(stdout)
  } catch {
    return []
  }
}

/** Reads `nvidia-smi`'s comma-separated answer: name, driver, megabytes, capability. */
export function parseNvidiaGpus(answer: string): NvidiaGpu[] {
  return answer
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .filter((cells) => cells.length === 4)
    .map(([name, driverVersion, memory, computeCapability]) => ({
      name,
      driverVersion,
      memoryMegabytes: Number(memory),
      computeCapability,
    }))
}

export function describeGpus(gpus: readonly NvidiaGpu[]): string {
  return gpus
    .map(
      ({ name, driverVersion, memoryMegabytes, computeCapability }) =>
        `${name} (${Math.round(memoryMegabytes / 1024)} GB, compute capability ${computeCapability}, driver ${driverVersion})`,
    )
    .join(', ')
}
