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
})
export type LeftOutFacts = z.infer<typeof leftOutFactsSchema>

/** @returns null for a model that brings none along */
export function leftOutFactsOf(facts: Readonly<Record<string, unknown>>): LeftOutFacts | null {
  const parsed = leftOutFactsSchema.safeParse(facts['leftOut'])
  return parsed.success ? parsed.data : null
}

/** To be spread into a model's facts. */
export function asLeftOutFacts(
  family: MethodFamily,
  observations: readonly KeySliceObservation[],
): { leftOut: LeftOutFacts } {
  return { leftOut: { family, observations: [...observations] } }
}

export function methodFamilyOf({
  kind,
  learnsFrom,
}: Pick<PropagatorFacts, 'learnsFrom'> & { kind: 'step' | 'fill' }): MethodFamily {
  if (learnsFrom === 'annotated-slices') return 'learned'
  return kind === 'step' ? 'carries' : 'interpolates'
}
