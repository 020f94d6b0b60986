import { oc } from '@orpc/contract'
import { z } from 'zod'
import { caseRecordSchema, caseWarningSchema, splitHintSchema } from '../domain/cases/caseRecord'
import { methodErrors } from './errors'
import { startedSchema } from './jobs'
import { pathSchema, workspacePathSchema } from './paths'
import { problemSchema, sliceAxisSchema } from './studies'

const workspace = workspacePathSchema
const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]+$/u, 'no control characters')

export const importRequestSchema = z.object({
  folder: pathSchema('folder of the data set: MSD, nnU-Net raw, images/ + labels/, or files side by side'),
  workspace: pathSchema('folder of the workspace; made if it is not there'),
  datasetName: name.optional().describe('instead of the name in dataset.json or of the folder'),
  copyImages: z.boolean().default(false).describe('copy the images into the workspace instead of referring to them'),
  channel: z.int().min(0).optional().describe('0-based channel of 4D files, or of nnU-Net’s _0000, _0001 …'),
  ignoreValue: z.int().optional().describe('the value in the label files that means "not annotated"'),
  mapping: z.string().optional().describe('labels of stored values, as 1:1,4:255; 255 is "not annotated"'),
  sliceAxis: sliceAxisSchema.default('k'),
  allowUnlabelled: z.boolean().default(false).describe('load images without a label although others have one'),
  imageSuffix: z.string().min(1).optional().describe('end of the image files’ names, for example _T1'),
  labelSuffix: z.string().min(1).optional().describe('end of the label files’ names, for example _scribble'),
})

/** What an import would take, told before it: result of the job that `studies.preview` starts. No image has been opened. */
export const importPreviewSchema = z.object({
  dataset: z.string(),
  layout: z.string(),
  classNames: z.record(z.string(), z.string()),
  cases: z.array(
    z.object({
      caseId: z.string(),
      image: z.string(),
      fileCount: z.int().describe('Files of the image: more than one in a DICOM series'),
      label: z.string().nullable(),
    }),
  ),
  problems: z.array(problemSchema).describe('What would not become a case, and why'),
  notes: z.array(z.string()),
})
export type ImportPreview = z.infer<typeof importPreviewSchema>

const importedCaseSchema = z.object({
  caseId: z.string(),
  status: z.enum(['imported', 'unchanged', 'label-added', 'label-restored']),
  patientId: z.string().nullable(),
  splitHint: splitHintSchema.nullable(),
  image: z.string().describe('path of the image'),
  label: z.string().nullable().describe('path of the workspace’s label map; null where the case has none'),
  size: z.array(z.number()).describe('[ni, nj, nk]'),
  spacingMm: z.array(z.number()),
  classes: z.array(z.number()),
  isSparse: z.boolean().describe('true if some voxels are not annotated'),
  warnings: z.array(caseWarningSchema),
})
export type ImportedCase = z.infer<typeof importedCaseSchema>

export const importResultSchema = z.object({
  workspace,
  dataset: z.string(),
  layout: z.string(),
  cases: z.array(importedCaseSchema),
  problems: z.array(problemSchema).describe('what did not become a case, and why'),
  notes: z.array(z.string()),
  readBytes: z.number().describe('size on disk of the image and label files read'),
  seconds: z.number(),
})
export type ImportResult = z.infer<typeof importResultSchema>

const caseListSchema = z.object({
  workspace,
  datasets: z.array(
    z.object({
      name: z.string(),
      layout: z.string(),
      classNames: z.record(z.string(), z.string()),
      channelName: z.string().nullable(),
      caseCount: z.number(),
    }),
  ),
  cases: z.array(caseRecordSchema),
})

export const relocateResultSchema = z.object({
  relocated: z.array(z.object({ caseId: z.string(), path: z.string() })),
  missing: z.array(z.object({ caseId: z.string(), path: z.string().describe('where the image was last') })),
})
export type RelocateResult = z.infer<typeof relocateResultSchema>

/** The part of `studies` that concerns a workspace. */
export const workspaceStudies = {
  /** Looks at a folder or file as `import` would, and changes nothing. */
  preview: oc
    .errors(methodErrors)
    .input(
      importRequestSchema.pick({
        folder: true,
        channel: true,
        allowUnlabelled: true,
        imageSuffix: true,
        labelSuffix: true,
      }),
    )
    .output(startedSchema),
  import: oc.errors(methodErrors).input(importRequestSchema).output(startedSchema),
  list: oc
    .errors(methodErrors)
    .input(z.object({ workspace, dataset: z.string().optional() }))
    .output(caseListSchema),
  /** Removes cases from the workspace: its label copies, plans and decisions with them; image files elsewhere stay. */
  remove: oc
    .errors(methodErrors)
    .input(z.object({ workspace, caseIds: z.array(z.string()).min(1) }))
    .output(z.object({ removed: z.array(z.string()) })),
  relocate: oc
    .errors(methodErrors)
    .input(z.object({ workspace, folder: pathSchema('looked through, with all its subfolders') }))
    .output(startedSchema),
}
