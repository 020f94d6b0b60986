import { z } from 'zod'

/** How much annotation there is to spend. */
const planBudgetSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('density'),
    densityFraction: z.number().gt(0).max(1).describe('ρ: part of the slices of each volume'),
    volumeCount: z.int().min(1).nullable().describe('s: how many volumes; null for all of the data set'),
  }),
  z.object({
    kind: z.literal('slices'),
    sliceTotal: z.int().min(1).describe('Slices in all, spread over the volumes'),
    volumeCount: z.int().min(1).nullable(),
  }),
])
export type PlanBudget = z.infer<typeof planBudgetSchema>

export const planRequestSchema = z.object({
  dataset: z.string(),
  budget: planBudgetSchema,
  policy: z.string().describe('Id in the catalog of selection policies'),
  params: z.record(z.string(), z.unknown()).default({}),
  seed: z
    .int()
    .min(0)
    .max(4294967295)
    .default(0)
    .describe('Draws the volumes, and the slices where the policy is random'),
  caseIds: z.array(z.string()).nullable().default(null).describe('Only among these; null for all of the data set'),
})
export type PlanRequest = z.infer<typeof planRequestSchema>
