import { cpus, freemem, release, totalmem } from 'node:os'
import manifest from '../../../package.json' with { type: 'json' }
import { defaultThreads, findDevices } from '../../compute/devices'
import { describeGpus, findNvidiaGpus } from '../../compute/deviceProbe/machineFacts'
import type { Examination } from '../../contract/devices'
import { chooseDevice } from '../../domain/devices/chooseDevice'
import type { JobContext } from '../jobs/JobRunner'

/** Everything `doctor` tells. */
export async function examineMachine({ signal, report }: JobContext): Promise<Examination> {
  const devices = await findDevices({ signal, report })
  const gpus = await findNvidiaGpus()
  return {
    devices,
    chosen: chooseDevice(devices),
    gpus: gpus.map((gpu) => describeGpus([gpu])),
    slicewright: manifest.version,
    node: process.version,
    versions: Object.fromEntries(
      Object.entries(manifest.dependencies).filter(([name]) => /^(@tensorflow\/|onnxruntime-)/.test(name)),
    ),
    system: `${process.platform}-${process.arch} ${release()}`,
    cores: defaultThreads(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryTotalBytes: totalmem(),
    memoryFreeBytes: freemem(),
  }
}
