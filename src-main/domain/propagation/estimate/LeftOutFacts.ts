import { z } from 'zod'
import type { PropagatorFacts } from '../Propagator'
import { METHOD_FAMILIES, type MethodFamily } from './errorDefaults'
import { keySliceObservationSchema, type KeySliceObservation } from './KeySliceObservation'

/**
 * What a method that learned from annotated slices has to bring along, under `leftOut` in its model's facts: how it did on annotated
 * slices that it was not trained on. Leaving slices out afterwards would tell nothing.
 */
const leftOutFactsSchema = z.object({
  family: z.enum(METHOD_FAMILIES),
  observations: z.array(keySliceObservationSchema),
  learnedFraction: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe(
      'Share of the annotated slices that it had learned from when it was judged; since then it learned from all',
    ),
})
export type LeftOutFacts = z.infer<typeof leftOutFactsSchema>

/** @returns null for a model that brings none along */
export function leftOutFactsOf(facts: Readonly<Record<string, unknown>>): LeftOutFacts | null {
  const parsed = leftOutFactsSchema.safeParse(facts['leftOut'])
  return parsed.success ? parsed.data : null
}

/** Of a method that learned nothing from annotated slices: those left out here and now. */
export function leftOutNow(
  method: Pick<PropagatorFacts, 'learnsFrom'> & { kind: 'step' | 'fill' },
  observations: readonly KeySliceObservation[],
): LeftOutFacts {
  return { family: methodFamilyOf(method), observations: [...observations], learnedFraction: 1 }
}

function methodFamilyOf({
  kind,
  learnsFrom,
}: Pick<PropagatorFacts, 'learnsFrom'> & { kind: 'step' | 'fill' }): MethodFamily {
  if (learnsFrom === 'annotated-slices') return 'learned'
  return kind === 'step' ? 'carries' : 'interpolates'
}
