import { z } from 'zod'
import type { SliceProvenance } from '../propagation/propagateStack'

/** How much interpolated slices count in the loss, beside annotated ones at 1 (method.md F1). */
export const interpolatedWeightSchema = z.union([
  z.enum(['one', 'confidence']),
  z.strictObject({
    gamma: z.number().gt(0).max(1).describe('γ: a slice h slices from the annotated one it was made from counts γ^h'),
  }),
])
export type InterpolatedWeight = z.infer<typeof interpolatedWeightSchema>

/**
 * @param options.slices where every slice came from, first slice first
 * @param options.certainty mean confidence of each slice's foreground, 0 to 1; null where it is empty with certainty; for `confidence` alone
 * @returns by slice index: 1 for annotated slices, at most 1 for the others
 */
export function interpolatedSliceWeights(options: {
  readonly rule: Exclude<InterpolatedWeight, 'one'>
  readonly slices: readonly SliceProvenance[]
  readonly certainty: readonly (number | null)[]
}): number[] {
  const { rule, slices, certainty } = options
  const annotated = slices.filter(({ state }) => state.startsWith('annotated')).map(({ sliceIndex }) => sliceIndex)
  return slices.map(({ sliceIndex, state, hops }) => {
    if (state.startsWith('annotated')) return 1
    if (rule === 'confidence') return certainty[sliceIndex] ?? 1
    // Background where no mask arrived: as far as the annotated slice that stopped it, or that it lies beyond.
    return rule.gamma ** (hops ?? Math.min(...annotated.map((each) => Math.abs(each - sliceIndex))))
  })
}
