import { oc } from '@orpc/contract'
import { z } from 'zod'
import { DECISIONS, SLICE_ORIGINS } from '../domain/review/SliceReview'
import { methodErrors } from './errors'
import { workspacePathSchema } from './paths'

const inPlan = { workspace: workspacePathSchema, planId: z.string() }

/** One slice of a case under a plan: where its mask came from and what was decided. */
const reviewSliceSchema = z.object({
  sliceIndex: z.int().describe('0-based on the slice axis'),
  origin: z.enum(SLICE_ORIGINS),
  keySliceIndices: z.array(z.int()).describe('Key slices the mask was propagated from'),
  hops: z.int().nullable().describe('Slices to the nearest of them'),
  decision: z.enum(DECISIONS).nullable().describe('null: not reviewed'),
  isFlagged: z.boolean(),
  /** 0 to 1, larger is worse; null where there is no suggestion. From those of the four below that are known. */
  likelyError: z.number().nullable(),
  disagreementFraction: z
    .number()
    .nullable()
    .describe('1 − IoU of the masks carried from below and from above; null where only one side reaches'),
  areaJumpFraction: z.number().nullable().describe('Largest change of area to a neighbour, relative to the larger one'),
  confidence: z.number().nullable().describe('0 to 1, what the mask is expected to be worth; null where unknown'),
  /** Against the imported label map, over the classes together; null without a reference or where both are empty. */
  iou: z.number().nullable(),
})
export type ReviewSlice = z.infer<typeof reviewSliceSchema>

const stepSchema = z.object({ stepId: z.int(), title: z.string().describe('As in "Propagate liver, 12 volumes"') })

const historySchema = z.object({ undo: stepSchema.nullable(), redo: stepSchema.nullable() })
export type ReviewHistory = z.infer<typeof historySchema>

const caseProgressSchema = z.object({
  caseId: z.string(),
  suggestedSliceCount: z.int(),
  acceptedSliceCount: z.int(),
  rejectedSliceCount: z.int(),
  flaggedSliceCount: z.int(),
  unreviewedSliceCount: z.int(),
})
export type CaseProgress = z.infer<typeof caseProgressSchema>

const reviewedCaseSchema = z.object({
  caseId: z.string(),
  method: z.string().nullable().describe('Propagator of the suggestion'),
  slices: z.array(reviewSliceSchema).describe('One a slice, first slice first'),
  progress: caseProgressSchema,
  history: historySchema,
})
export type ReviewedCase = z.infer<typeof reviewedCaseSchema>

const changeSchema = z.object({
  title: z.string(),
  /** What changed, so that a viewer fetches only that. */
  changed: z.array(z.object({ caseId: z.string(), sliceIndices: z.array(z.int()) })),
  history: historySchema,
})
export type ReviewChange = z.infer<typeof changeSchema>

/** Decisions are on disk before a method answers. Human slices are never overwritten. */
export const review = {
  open: oc
    .errors(methodErrors)
    .input(z.object({ ...inPlan, caseId: z.string() }))
    .output(reviewedCaseSchema),
  progress: oc.errors(methodErrors).input(z.object(inPlan)).output(z.array(caseProgressSchema)),
  /** `accepted` copies the suggested slice into the working label map, `rejected` and `null` take it out again. */
  decide: oc
    .errors(methodErrors)
    .input(
      z.object({
        ...inPlan,
        caseIds: z.array(z.string()).min(1),
        sliceIndices: z.array(z.int()).nullable().describe('null: every slice not reviewed yet'),
        decision: z.enum(DECISIONS).nullable(),
      }),
    )
    .output(changeSchema),
  flag: oc
    .errors(methodErrors)
    .input(z.object({ ...inPlan, caseId: z.string(), sliceIndex: z.int(), isFlagged: z.boolean() }))
    .output(changeSchema),
  /** Takes the suggestion away; what was accepted of it stays. */
  discard: oc
    .errors(methodErrors)
    .input(z.object({ ...inPlan, caseIds: z.array(z.string()).min(1) }))
    .output(changeSchema),
  /** The latest step that concerns the case, or of the plan where no case is named. One ring for each case, kept on disk. */
  undo: oc
    .errors(methodErrors)
    .input(z.object({ ...inPlan, caseId: z.string().nullable() }))
    .output(changeSchema),
  redo: oc
    .errors(methodErrors)
    .input(z.object({ ...inPlan, caseId: z.string().nullable() }))
    .output(changeSchema),
}
