import { z } from 'zod'
import { SlicewrightError } from '../../../domain/errors'

export const cohortParams = z.object({
  stepCount: z
    .int()
    .min(20)
    .max(20000)
    .default(800)
    .describe('Training steps at most; fewer where few slices are annotated'),
  neighbourSlices: z
    .int()
    .min(0)
    .max(5)
    .default(2)
    .describe('Slices of the image on either side that the network sees with each slice'),
  baseChannelCount: z.int().min(4).max(64).default(16).describe('Channels of the network at full resolution'),
  largestSide: z
    .int()
    .min(32)
    .max(256)
    .default(64)
    .describe('Pixels of the region around what is annotated, at most a side; more is finer and slower'),
  batchSize: z.int().min(1).max(64).default(16).describe('Slices of one training step'),
  learningRate: z.number().positive().max(0.1).default(0.002).describe('Of AdamW, at the beginning'),
  heldOutFraction: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.2)
    .describe('Annotated slices kept back at first, to find out how far to trust the network and the shapes'),
})
export type CohortParams = z.infer<typeof cohortParams>

/** @throws SlicewrightError BAD_REQUEST */
export function parseCohortParams(given: unknown): CohortParams {
  const parsed = cohortParams.strict().safeParse(given ?? {})
  if (parsed.success) return parsed.data
  throw new SlicewrightError(
    'BAD_REQUEST',
    `Parameters of propagator "cohort" are wrong: ${z.prettifyError(parsed.error)}. It takes: ${Object.keys(cohortParams.shape).join(', ')}.`,
    { details: { issues: parsed.error.issues } },
  )
}
