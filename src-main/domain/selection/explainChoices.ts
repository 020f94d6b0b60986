import type { Choice } from './defineSelectionPolicy'
import { cosineSimilarity } from './descriptors/compareSlices'
import type { SliceDescriptors } from './descriptors/SliceDescriptors'

/** Why a slice was chosen, for people. */
export interface ChoiceReason {
  readonly sliceIndex: number
  readonly gain: number | null
  readonly representedCount: number
  /** The slices it stands for, the policy's nearest first; `similarity` is the cosine of their descriptors, −1 to 1. */
  readonly represents: readonly { readonly sliceIndex: number; readonly similarity: number }[]
}

/**
 * @param limit name at most so many slices that each one stands for
 * @returns null where the policy did not look at the slices
 */
export function explainChoices({
  choices,
  descriptors,
  limit = Number.POSITIVE_INFINITY,
}: {
  choices: readonly Choice[]
  descriptors: SliceDescriptors | undefined
  limit?: number
}): ChoiceReason[] | null {
  if (descriptors === undefined) return null
  const similarity = cosineSimilarity(descriptors)
  return choices.map(({ sliceIndex, gain, represents }) => ({
    sliceIndex,
    gain,
    representedCount: represents?.length ?? 0,
    represents: (represents ?? [])
      .slice(0, limit)
      .map((other) => ({ sliceIndex: other, similarity: similarity(sliceIndex, other) })),
  }))
}
