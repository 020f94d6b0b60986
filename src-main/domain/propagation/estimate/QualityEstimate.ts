import { z } from 'zod'

const iou = z.number().min(0).max(1)

/** Estimated IoU of propagated masks with masks that nobody drew. */
export const qualityEstimateSchema = z.object({
  iou: iou.describe(
    'Over all voxels of the unannotated slices together, mean over classes; for a cohort also over its cases',
  ),
  low: iou.describe('Lower end of the 95 % interval'),
  high: iou.describe('Upper end of the 95 % interval'),
  byDistance: z
    .array(
      z.object({
        distanceSlices: z.int().positive().describe('To the nearest annotated slice'),
        iou,
        low: iou,
        high: iou,
        sampleCount: z.int().nonnegative().describe('Left-out annotated slices seen at this distance'),
      }),
    )
    .describe('At each distance that occurs among the unannotated slices, ascending'),
  observationCount: z.int().nonnegative().describe('Left-out annotated slices it rests on, classes counted singly'),
  basis: z
    .enum(['observations', 'defaults'])
    .describe('What decides it: the left-out slices, or, where they are few, what was found on other data'),
})
export type QualityEstimate = z.infer<typeof qualityEstimateSchema>
