import { z } from 'zod'
import { SLICE_AXES } from '../volume/slices'
import { storedWindowSchema } from '../volume/storedWindow'
import { CASE_ROLES } from './caseRole'

/** The role that a data set itself gives a case. */
export const splitHintSchema = z.enum(CASE_ROLES)
export type SplitHint = z.infer<typeof splitHintSchema>

/** Something a person should know about a case that loaded all the same. */
export const caseWarningSchema = z.object({ code: z.string(), message: z.string() })
export type CaseWarning = z.infer<typeof caseWarningSchema>

const triple = z.tuple([z.number(), z.number(), z.number()])
const nine = z.tuple([
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
])

const geometrySchema = z.object({
  size: triple.describe('[ni, nj, nk] voxels'),
  spacingMm: triple,
  originMm: triple.describe('centre of voxel (0, 0, 0), LPS'),
  direction: nine.describe('row-major; its columns are the i, j, k axes in LPS'),
})

/** A value stored in a label file and the label it became: 0 background, 1–254 a class, 255 not annotated. */
const labelMappingEntrySchema = z.object({ from: z.number().int(), to: z.number().int().min(0).max(255) })

const imageReferenceSchema = z.object({
  path: z
    .string()
    .describe('absolute; a file, or the folder of `files`; the image stays where it is unless it was copied'),
  files: z
    .array(z.string())
    .nullable()
    .describe(
      'the files of a DICOM series in the order of its slices, relative to `path`; null where `path` is the file',
    ),
  sizeBytes: z.number().int().describe('of all files together'),
  modifiedAtMs: z.number().describe('of the file modified last'),
  sha256: z.string().describe('of the file; of a series, over the hashes of its files in order'),
  channel: z.number().int().nullable().describe('which volume of a 4D file; null for a 3D one'),
  storedType: z.string().describe('as in the file, for example int16'),
  isCopied: z.boolean().describe('true if the workspace has its own copy'),
})
export type ImageReference = z.infer<typeof imageReferenceSchema>

const labelReferenceSchema = z.object({
  path: z.string().describe('absolute path of the workspace’s own uint8 copy'),
  sourcePath: z.string(),
  sourceSha256: z.string(),
  mapping: z.array(labelMappingEntrySchema).describe('of every value that occurs in the source, ascending'),
  isSparse: z.boolean().describe('true if some voxels are not annotated (255)'),
})
export type LabelReference = z.infer<typeof labelReferenceSchema>

/** One training example: an image, perhaps its label map, and what is known of both. */
export const caseRecordSchema = z.object({
  caseId: z.string(),
  dataset: z.string(),
  patientId: z.string().nullable().describe('a pseudonym that groups the cases of one patient; null where unknown'),
  image: imageReferenceSchema,
  label: labelReferenceSchema.nullable(),
  geometry: geometrySchema,
  sliceAxis: z.enum(SLICE_AXES),
  modality: z.string().nullable().describe('as DICOM writes it (CT, MR, PT …); null where the image does not say'),
  storedWindows: z.array(storedWindowSchema).describe('grey-value windows that the image itself recommends'),
  classes: z.array(z.number().int()).describe('class labels (1–254) that occur, ascending'),
  splitHint: splitHintSchema.nullable(),
  warnings: z.array(caseWarningSchema),
})
export type CaseRecord = z.infer<typeof caseRecordSchema>
