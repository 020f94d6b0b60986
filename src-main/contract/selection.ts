import { oc } from '@orpc/contract'
import { z } from 'zod'
import { methodErrors } from './errors'
import { startedSchema } from './jobs'
import { pathSchema, workspacePathSchema } from './paths'
import { planRequestSchema } from './planRequest'
import { sliceAxisSchema, volumeWarningSchema } from './studies'

const sliceIndices = z.array(z.number().int()).describe('0-based, ascending')

/** Why slices were selected; null where the policy does not look at them. */
const whyEntrySchema = z.object({
  sliceIndex: z.number().int(),
  gain: z.number().nullable().describe("What choosing it added to the policy's objective"),
  representedCount: z.number().int().describe('Slices that it stands for'),
  represents: z
    .array(z.object({ sliceIndex: z.number().int(), similarity: z.number() }).readonly())
    .readonly()
    .describe('Slices that it stands for, nearest first, with the cosine similarity of their descriptors'),
})
const whySchema = z.array(whyEntrySchema).nullable()

/** As `whySchema`; over a data set a slice also stands for slices of other volumes. */
export const planWhySchema = z
  .array(
    whyEntrySchema.extend({
      represents: z
        .array(z.object({ caseId: z.string(), sliceIndex: z.number().int(), similarity: z.number() }).readonly())
        .readonly()
        .describe('Slices that it stands for, nearest first, with the cosine similarity of their descriptors'),
    }),
  )
  .nullable()
export type PlanWhy = z.infer<typeof planWhySchema>

/** What `selection.describe` ends with. */
export const descriptorJobSchema = z.object({
  descriptors: z.string(),
  volumeCount: z.int(),
  describedCount: z.int().describe('Volumes that had no descriptors yet'),
  seconds: z.number(),
})
export type DescriptorJob = z.infer<typeof descriptorJobSchema>

const selectionSchema = z.object({
  policy: z.string(),
  seed: z.number().int(),
  sliceCount: z.number().int().describe('Slices selected'),
  sliceIndices,
  axis: sliceAxisSchema,
  volumeSliceCount: z.number().int().describe('Slices of the volume on that axis'),
  why: whySchema,
  warnings: z.array(volumeWarningSchema),
})
export type Selection = z.infer<typeof selectionSchema>

/** Result of the job that `selection.sparsify` starts. */
export const sparsificationSchema = z.object({
  output: z.string().describe('Absolute path of the sparse label map'),
  annotatedSlices: sliceIndices.describe('Kept slices with at least one class voxel'),
  emptySlices: sliceIndices.describe('Kept slices that are annotated and hold background only'),
  notAnnotatedSlices: sliceIndices.describe('Kept slices of which the label map itself says nothing'),
  axis: sliceAxisSchema,
  mapping: z
    .array(z.object({ from: z.number().int(), to: z.number().int() }))
    .describe('What each stored value has become; 255 is not annotated'),
})
export type Sparsification = z.infer<typeof sparsificationSchema>

const budget = z
  .object({
    densityFraction: z.number().optional().describe('Fraction of the slices to select, above 0 and at most 1'),
    sliceCount: z.number().int().optional().describe('How many slices to select, instead of a density'),
  })
  .refine(({ densityFraction, sliceCount }) => (densityFraction === undefined) !== (sliceCount === undefined), {
    message: 'Give either a density or a slice count.',
  })

export const selection = {
  select: oc
    .errors(methodErrors)
    .input(
      z.object({
        image: pathSchema('Volume whose slices are selected'),
        label: pathSchema('Label map on the same grid, for policies that need to know where the target is').optional(),
        policy: z.string().describe('Id in the catalog of selection policies'),
        budget,
        seed: z.number().int().min(0).max(4294967295).default(0),
        axis: sliceAxisSchema.default('k'),
        params: z.record(z.string(), z.unknown()).default({}).describe("The policy's own parameters"),
      }),
    )
    .output(selectionSchema),
  /**
   * Describes the slices of the volumes that a plan would choose among, so that it can be previewed and frozen; the job's result is
   * `descriptorJobSchema`. Trains first where the descriptors are learned. Stopped, it goes on where it was.
   */
  describe: oc
    .errors(methodErrors)
    .input(
      planRequestSchema.extend({
        workspace: workspacePathSchema,
        deviceId: z.string().optional(),
        threads: z.int().min(1).optional(),
      }),
    )
    .output(startedSchema),
  sparsify: oc
    .errors(methodErrors)
    .input(
      z.object({
        label: pathSchema('Label map to keep slices of'),
        output: pathSchema('.nii.gz or .nii file to write; never the input'),
        sliceIndices: z.array(z.number().int()).min(1, 'Name at least one slice.').describe('0-based'),
        axis: sliceAxisSchema.default('k'),
        ignoreValue: z.number().int().optional().describe('Stored value that means not annotated'),
        mapping: z.string().optional().describe('STORED:LABEL,… for every stored value but 0'),
      }),
    )
    .output(startedSchema),
}
