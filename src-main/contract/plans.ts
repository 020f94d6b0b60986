import { oc } from '@orpc/contract'
import { z } from 'zod'
import { methodErrors } from './errors'
import { startedSchema } from './jobs'
import { pathSchema, workspacePathSchema } from './paths'
import { planRequestSchema } from './planRequest'
import { planWhySchema } from './selection'
import { problemSchema, sliceAxisSchema } from './studies'

export { planRequestSchema, type PlanBudget, type PlanRequest } from './planRequest'

const planId = z.string().describe('Id of a frozen plan')
const inPlan = { workspace: workspacePathSchema, planId }
const sliceIndices = z.array(z.int().min(0)).describe('0-based on the slice axis, ascending')

const plannedCaseSchema = z.object({
  caseId: z.string(),
  sliceAxis: sliceAxisSchema,
  sliceCount: z.int(),
  sliceIndices,
  foregroundSliceIndices: sliceIndices
    .nullable()
    .describe('Slices with target in the imported label map; null without one'),
})
export type PlannedCase = z.infer<typeof plannedCaseSchema>

const planPreviewSchema = z.object({
  cases: z.array(plannedCaseSchema.extend({ why: planWhySchema })),
  sliceTotal: z.int(),
  /** Sentences on what the request means here: rounding, volumes left out. */
  notes: z.array(z.string()),
  /** Slices have to be described first (`selection.describe`); until then nothing is selected. null: nothing is missing. */
  missingDescriptors: z
    .object({
      descriptors: z.string(),
      label: z.string(),
      describedCount: z.int(),
      volumeCount: z.int(),
      learnsFromCount: z.int().describe('Volumes it is trained on first; 0 where it learns nothing'),
    })
    .nullable(),
})
export type PlanPreview = z.infer<typeof planPreviewSchema>

const frozenCaseSchema = plannedCaseSchema.extend({
  why: planWhySchema.describe('Why its slices were chosen; null where the policy does not look at images'),
  imageSha256: z.string().describe('Of the image when the plan was frozen'),
  annotatedSliceIndices: sliceIndices.describe('Annotated with target'),
  emptySliceIndices: sliceIndices.describe('Annotated, and nothing there'),
  hasReference: z.boolean().describe('The case has a dense imported label map to compare with'),
  hasSuggestion: z.boolean(),
  suggestionMethod: z.string().nullable(),
  isSuggestionStale: z.boolean().describe('A slice has been drawn since the suggestion was made'),
  unreviewedSliceCount: z.int().describe('Suggested slices nobody has decided on'),
})
export type FrozenCase = z.infer<typeof frozenCaseSchema>

const planSchema = z.object({
  planId,
  name: z.string(),
  createdAt: z.iso.datetime(),
  request: planRequestSchema,
  classes: z.array(z.object({ label: z.int(), name: z.string() })),
  cases: z.array(frozenCaseSchema),
  sliceTotal: z.int(),
  contentSha256: z.string().describe('Over everything that was frozen: request, slices, image hashes'),
})
export type Plan = z.infer<typeof planSchema>

/** What `plans.importLabels` and `plans.takeImported` end with. */
export const annotationImportSchema = z.object({
  cases: z.array(
    z.object({
      caseId: z.string(),
      path: z.string(),
      annotatedSliceIndices: sliceIndices,
      emptySliceIndices: sliceIndices,
      missingSliceIndices: sliceIndices.describe('Planned, and not annotated in the file'),
      ignoredSliceIndices: sliceIndices.describe('Annotated in the file but not planned: not taken'),
    }),
  ),
  problems: z.array(problemSchema),
})
export type AnnotationImport = z.infer<typeof annotationImportSchema>

/** What `plans.exportLabels` ends with. */
export const labelExportSchema = z.object({
  output: z.string(),
  cases: z.array(z.object({ caseId: z.string(), path: z.string(), annotatedSliceCount: z.int() })),
})
export type LabelExport = z.infer<typeof labelExportSchema>

export const plans = {
  /** What a plan would select; nothing is stored. Quick enough to be called while a form is edited. */
  preview: oc
    .errors(methodErrors)
    .input(planRequestSchema.extend({ workspace: workspacePathSchema }))
    .output(planPreviewSchema),
  /** Selects and stores the work list for good, with its seed and the hashes of the images. */
  freeze: oc
    .errors(methodErrors)
    .input(planRequestSchema.extend({ workspace: workspacePathSchema, name: z.string().min(1).max(100) }))
    .output(planSchema),
  list: oc
    .errors(methodErrors)
    .input(z.object({ workspace: workspacePathSchema }))
    .output(z.array(planSchema)),
  get: oc.errors(methodErrors).input(z.object(inPlan)).output(planSchema),
  /** Removes a plan with its label maps and decisions. */
  remove: oc.errors(methodErrors).input(z.object(inPlan)).output(z.object({})),
  /** Writes the work list; the file's ending decides between CSV and JSON. */
  export: oc
    .errors(methodErrors)
    .input(z.object({ ...inPlan, output: pathSchema('.csv or .json file') }))
    .output(z.object({ output: z.string() })),
  /**
   * Writes the working label maps, `CASE.nii.gz`, into a folder: drawn and accepted slices, 255 where nothing is. The job's result
   * is `labelExportSchema`.
   */
  exportLabels: oc
    .errors(methodErrors)
    .input(z.object({ ...inPlan, output: pathSchema('Folder; made if it is not there') }))
    .output(startedSchema),
  /**
   * Takes label maps drawn elsewhere (ITK-SNAP, 3D Slicer …) slice by slice: planned slices only. A planned slice without a voxel is
   * annotated-empty under `all-planned`, and not annotated under `only-drawn`; 255 (or `ignoreValue`) is always not annotated.
   */
  importLabels: oc
    .errors(methodErrors)
    .input(
      z.object({
        ...inPlan,
        path: pathSchema('Folder of label maps named by case, or one file'),
        emptySlices: z.enum(['all-planned', 'only-drawn']),
        ignoreValue: z.int().optional(),
        mapping: z.string().optional().describe('STORED:LABEL,… for every stored value but 0'),
      }),
    )
    .output(startedSchema),
  /** Takes the planned slices from the label maps that came with the cases, as if they had been drawn now. */
  takeImported: oc.errors(methodErrors).input(z.object(inPlan)).output(startedSchema),
}
