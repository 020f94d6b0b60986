import { oc } from '@orpc/contract'
import { z } from 'zod'
import { PROPAGATED_SLICE_STATES } from '../domain/propagation/propagateStack'
import { OUTSIDE_RULES, UNREACHED_RULES } from '../domain/propagation/rules'
import { methodErrors } from './errors'
import { startedSchema } from './jobs'
import { pathSchema, workspacePathSchema } from './paths'
import { problemSchema, sliceAxisSchema, volumeWarningSchema } from './studies'

const outsideRuleSchema = z
  .enum(OUTSIDE_RULES)
  .describe('Slices beyond the outermost key slices, up to an annotated-empty one')
const unreachedRuleSchema = z.enum(UNREACHED_RULES).describe('Slices that nothing reached')

const sliceProvenanceSchema = z.object({
  sliceIndex: z.number().int().describe('0-based'),
  state: z.enum(PROPAGATED_SLICE_STATES),
  keySliceIndices: z
    .array(z.number().int())
    .describe('Key slices its mask was made from; an annotated slice is its own'),
  hops: z.number().int().nullable().describe('Slices to the nearest of them; null where nothing arrived'),
})

/** Result of the job that `propagation.propagate` starts. */
export const propagationSchema = z.object({
  method: z.string().describe('Id in the catalog of propagators'),
  output: z.string().describe('Absolute path of the dense label map'),
  axis: sliceAxisSchema,
  outside: outsideRuleSchema,
  unreached: unreachedRuleSchema,
  slices: z.array(sliceProvenanceSchema).describe('One a slice, first slice first'),
  seconds: z.number().describe('Propagation alone, without reading and writing'),
  warnings: z.array(volumeWarningSchema),
})
export type Propagation = z.infer<typeof propagationSchema>

/** Result of the job that `propagation.start` starts. */
export const planPropagationSchema = z.object({
  title: z.string().describe('Of the one undo step, as in "Propagate liver, 12 volumes"'),
  cases: z.array(
    z.object({
      caseId: z.string(),
      filledSliceCount: z.number().int(),
      seconds: z.number(),
      /** Over all voxels of the slices that are not annotated, per class; null without a reference (contract.md §3). */
      iou: z.number().nullable(),
      iouByClass: z.array(z.object({ label: z.number().int(), iou: z.number().nullable() })),
    }),
  ),
  problems: z.array(problemSchema),
})
export type PlanPropagation = z.infer<typeof planPropagationSchema>

export const propagation = {
  /**
   * Fills the slices of a plan's cases that are not annotated. The masks become suggestions; `review` decides on them. Annotated
   * slices and accepted slices stay as they are. Each computed slice is announced by a `produced` event of the job.
   */
  start: oc
    .errors(methodErrors)
    .input(
      z.object({
        workspace: workspacePathSchema,
        planId: z.string(),
        caseIds: z.array(z.string()).min(1),
        method: z.string().describe('Id in the catalog of propagators'),
        params: z.record(z.string(), z.unknown()).default({}),
        outside: outsideRuleSchema.optional(),
        unreached: unreachedRuleSchema.optional(),
      }),
    )
    .output(startedSchema),
  propagate: oc
    .errors(methodErrors)
    .input(
      z.object({
        label: pathSchema('Sparse label map: 255 where not annotated'),
        output: pathSchema('.nii.gz or .nii file to write; never an input'),
        method: z.string().describe('Id in the catalog of propagators'),
        image: pathSchema('Image the labels were drawn on, for propagators that look at it').optional(),
        axis: sliceAxisSchema.default('k'),
        outside: outsideRuleSchema.optional(),
        unreached: unreachedRuleSchema.optional(),
        params: z.record(z.string(), z.unknown()).default({}).describe("The propagator's own parameters"),
        ignoreValue: z.number().int().optional().describe('Stored value that means not annotated, if not 255'),
        mapping: z.string().optional().describe('STORED:LABEL,… for every stored value but 0'),
      }),
    )
    .output(startedSchema),
}
