import { z } from 'zod'

/** What a machine can compute on (contract.md §6), in the order in which equals are preferred. */
export const DEVICE_IDS = [
  'onnx-cpu',
  'onnx-webgpu',
  'onnx-dml',
  'onnx-cuda:0',
  'tensorflow-cpu',
  'tensorflow-cuda:0',
] as const
export const deviceIdSchema = z.enum(DEVICE_IDS)
export type DeviceId = z.infer<typeof deviceIdSchema>

/** What is known of one device of this machine. */
export const deviceReportSchema = z.object({
  id: deviceIdSchema,
  backend: z.enum(['onnx', 'tensorflow']),
  usable: z.boolean().describe('A convolution and its gradients gave the right numbers in a process of its own'),
  reason: z.string().nullable().describe('Why it is not usable'),
  remedy: z.string().nullable().describe('What would make it usable'),
  stepMs: z.number().nullable().describe('Median time of one training step of a small fixed network'),
  bestStepMs: z.number().nullable().describe('The fastest of these steps: what other programs slow down least'),
  library: z.string().nullable().describe('Name and version of the library that computes'),
})
export type DeviceReport = z.infer<typeof deviceReportSchema>
