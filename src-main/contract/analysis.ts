import { oc } from '@orpc/contract'
import { z } from 'zod'
import { classScoreSchema, runResultSchema } from '../domain/experiment/results'
import { MAX_CLASS_LABEL } from '../domain/labels/LabelMap'
import { methodErrors } from './errors'
import { startedSchema } from './jobs'
import { pathSchema } from './paths'
import { problemSchema } from './studies'

const metric = z.number().nullable()
const metrics = z.object({ iou: metric, dice: metric, hd95Mm: metric, assdMm: metric })

const evaluatedCaseSchema = z.object({
  caseId: z.string(),
  reference: z.string().describe('Absolute path'),
  prediction: z.string().describe('Absolute path'),
  classes: z.array(
    classScoreSchema.extend({
      intersectionVoxels: z.number().int(),
      unionVoxels: z.number().int(),
    }),
  ),
})
export type EvaluatedCase = z.infer<typeof evaluatedCaseSchema>

/** Result of the job that `analysis.evaluate` starts. Null means undefined: see domain/metrics/scoreCase.ts. */
export const evaluationSchema = z.object({
  cases: z.array(evaluatedCaseSchema),
  labels: z.array(z.number().int()).describe('Classes scored'),
  mean: metrics.describe('Over cases, of the per-case mean over classes'),
  sd: metrics.describe('Over cases, n − 1; null with one case'),
  pooled: runResultSchema.shape.pooled.describe('Sum of intersections / sum of unions over all cases'),
  undefinedDistanceCount: z.number().int().describe('Classes of cases found in one map only; in no distance mean'),
  problems: z.array(problemSchema).describe('Files without a partner, and pairs that could not be scored'),
})
export type Evaluation = z.infer<typeof evaluationSchema>

export const analysis = {
  evaluate: oc
    .errors(methodErrors)
    .input(
      z.object({
        reference: pathSchema('Label map, or folder of label maps'),
        prediction: pathSchema('Label map on the same grid, or folder with the same case names'),
        labels: z
          .array(z.number().int().min(1).max(MAX_CLASS_LABEL))
          .min(1)
          .optional()
          .describe('Classes to score; without it, all that occur in any map'),
        ignoreValue: z.number().int().optional().describe('Stored value of the reference that means not annotated'),
      }),
    )
    .output(startedSchema),
}
