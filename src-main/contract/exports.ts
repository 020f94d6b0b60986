import { oc } from '@orpc/contract'
import { z } from 'zod'
import { methodErrors } from './errors'
import { startedSchema } from './jobs'
import { pathSchema, workspacePathSchema } from './paths'

export const EXPORT_FORMATS = ['nnunet-raw'] as const

export const exportRequestSchema = z.object({
  workspace: workspacePathSchema,
  format: z.enum(EXPORT_FORMATS).describe('nnunet-raw: imagesTr, labelsTr and dataset.json'),
  output: pathSchema('new or empty folder; with datasetId, the folder in which Dataset501_Name is made'),
  dataset: z.string().optional().describe('imported data set; needed where the workspace has several'),
  datasetId: z.int().min(1).max(999).optional().describe('nnU-Net’s number of the data set'),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'letters, digits, "_" and "-"')
    .optional()
    .describe('nnU-Net’s name of the data set; default is the imported name'),
  channelName: z.string().min(1).optional().describe('for dataset.json; nnU-Net normalises "CT" in its own way'),
})

/** Result of the job that `exports.write` starts. */
export const exportResultSchema = z.object({
  output: z.string().describe('folder of the exported data set'),
  dataset: z.string(),
  channelName: z.string(),
  labels: z.record(z.string(), z.number()).describe('as in dataset.json'),
  ignoreLabel: z.number().nullable().describe('what "not annotated" became; null where every voxel is annotated'),
  cases: z.array(
    z.object({
      caseId: z.string(),
      part: z.enum(['training', 'test']),
      image: z.string(),
      label: z.string().nullable(),
      isImageCopied: z.boolean().describe('true if the image has the very bytes of the source'),
    }),
  ),
  seconds: z.number(),
})
export type ExportResult = z.infer<typeof exportResultSchema>

export const exports = { write: oc.errors(methodErrors).input(exportRequestSchema).output(startedSchema) }
