import type { Choice } from './defineSelectionPolicy'
import { similarityOf } from './descriptors/compareSlices'
import type { SliceDescriptors } from './descriptors/SliceDescriptors'
import type { PlannedChoice } from './planOverDataset'

/** Why a slice was chosen, for people. */
export interface ChoiceReason<Place = { readonly sliceIndex: number }> {
  readonly sliceIndex: number
  readonly gain: number | null
  readonly representedCount: number
  /** The slices it stands for, the policy's nearest first; `similarity` is the cosine of their descriptors, −1 to 1. */
  readonly represents: readonly (Place & { readonly similarity: number })[]
}

/**
 * @param limit name at most so many slices that each one stands for
 * @returns null where the policy did not look at the slices
 */
export function explainChoices({
  choices,
  descriptors,
  limit,
}: {
  choices: readonly Choice[]
  descriptors: SliceDescriptors | undefined
  limit?: number
}): ChoiceReason[] | null {
  const caseId = ''
  const planned = choices.map(({ represents, ...choice }) => ({
    ...choice,
    represents: represents?.map((sliceIndex) => ({ caseId, sliceIndex })) ?? null,
  }))
  const reasons = explainPlannedChoices({ caseId, choices: planned, descriptorsOf: () => descriptors, limit })
  return (
    reasons?.map(({ represents, ...reason }) => ({
      ...reason,
      represents: represents.map(({ sliceIndex, similarity }) => ({ sliceIndex, similarity })),
    })) ?? null
  )
}

/** As `explainChoices`, where a slice may stand for slices of other volumes. */
export function explainPlannedChoices({
  caseId,
  choices,
  descriptorsOf,
  limit = Number.POSITIVE_INFINITY,
}: {
  caseId: string
  choices: readonly PlannedChoice[]
  descriptorsOf: (caseId: string) => SliceDescriptors | undefined
  limit?: number | undefined
}): ChoiceReason<{ readonly caseId: string; readonly sliceIndex: number }>[] | null {
  const own = descriptorsOf(caseId)
  if (own === undefined) return null
  return choices.map(({ sliceIndex, gain, represents }) => ({
    sliceIndex,
    gain,
    representedCount: represents?.length ?? 0,
    represents: (represents ?? []).slice(0, limit).map((place) => {
      const other = place.caseId === caseId ? own : descriptorsOf(place.caseId)
      const similarity = other === undefined ? 0 : similarityOf([own, sliceIndex], [other, place.sliceIndex])
      return { ...place, similarity }
    }),
  }))
}
