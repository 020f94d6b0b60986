import { oc } from '@orpc/contract'
import { z } from 'zod'
import { deviceIdSchema, deviceReportSchema } from '../domain/devices/deviceReport'
import { methodErrors } from './errors'
import { startedSchema } from './jobs'

/** What `devices.examine` finds: the machine as far as computing is concerned. */
export const examinationSchema = z.object({
  devices: z.array(deviceReportSchema),
  chosen: deviceIdSchema.nullable().describe('The fastest usable device, which is taken unless another is named'),
  gpus: z.array(z.string()).describe('NVIDIA GPUs as their driver names them, with driver version'),
  slicewright: z.string(),
  node: z.string(),
  versions: z.record(z.string(), z.string()).describe('Libraries that compute, by package name'),
  system: z.string().describe('Operating system and architecture'),
  cores: z.number().describe('Threads that this process may use at once'),
  processor: z.string(),
  memoryTotalBytes: z.number(),
  memoryFreeBytes: z.number(),
})
export type Examination = z.infer<typeof examinationSchema>

export const devices = {
  /** Tries every device now. Its job's result is an `examinationSchema`. */
  examine: oc.errors(methodErrors).output(startedSchema),
}
