import { oc } from '@orpc/contract'
import { z } from 'zod'
import { PROPAGATED_SLICE_STATES } from '../domain/propagation/propagateStack'
import { OUTSIDE_RULES, UNREACHED_RULES } from '../domain/propagation/rules'
import { methodErrors } from './errors'
import { startedSchema } from './jobs'
import { sliceAxisSchema, volumeWarningSchema } from './studies'

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

export const propagation = {
  propagate: oc
    .errors(methodErrors)
    .input(
      z.object({
        label: z.string().describe('Sparse label map: 255 where not annotated'),
        output: z.string().describe('.nii.gz or .nii file to write; never an input'),
        method: z.string().describe('Id in the catalog of propagators'),
        image: z.string().optional().describe('Image the labels were drawn on, for propagators that look at it'),
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
