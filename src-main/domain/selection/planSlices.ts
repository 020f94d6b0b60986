import { SlicewrightError } from '../errors'
import { chooseTrainingCases } from '../experiment/chooseTrainingCases'
import { SeededRandom } from '../random/SeededRandom'
import type { SelectionPolicy, SelectionRequest } from './defineSelectionPolicy'
import { descriptorChoiceOf } from './descriptorParams'
import { planOverDataset, type PlannedVolume } from './planOverDataset'
import { sliceCountOf } from './sliceCount'
import { spreadSlices } from './spreadSlices'

/** How much annotation there is to spend: ρ of the slices of s volumes, or a number of slices. */
export type AnnotationBudget =
  | { readonly kind: 'density'; readonly densityFraction: number; readonly volumeCount: number | null }
  | { readonly kind: 'slices'; readonly sliceTotal: number; readonly volumeCount: number | null }

export interface PlannableVolume {
  readonly caseId: string
  readonly sliceCount: number
}

/**
 * The work list: which slices of which volumes. Volumes are drawn as an experiment draws its training volumes (the first of one
 * seeded permutation, so that fewer volumes are among more); the slices of a volume follow from the seed and its case id, so a
 * volume keeps its slices whatever other volumes there are (method.md A3, A7).
 * @returns volumes by case id, and sentences on what the request means here
 * @throws SlicewrightError NO_CASES, DENSITY_OUT_OF_RANGE, BAD_REQUEST (params)
 */
export function planSlices({
  volumes,
  budget,
  policy,
  params,
  seed,
  factsOf = () => undefined,
}: {
  volumes: readonly PlannableVolume[]
  budget: AnnotationBudget
  policy: SelectionPolicy
  params: Readonly<Record<string, unknown>>
  seed: number
  /** What the policy needs to know of a volume's slices, asked for the volumes in the plan. */
  factsOf?: (caseId: string) => Pick<SelectionRequest, 'descriptors' | 'isForeground'> | undefined
}): { volumes: PlannedVolume[]; notes: string[] } {
  const { volumes: planned, notes } = spendBudget({ volumes, budget, seed })
  if (policy.needs.descriptors && descriptorChoiceOf(params).scope === 'dataset') {
    const pooled = planOverDataset({ planned, policy, params, seed, factsOf })
    return { volumes: pooled.volumes, notes: [...notes, ...pooled.notes] }
  }
  return {
    volumes: planned.map(({ caseId, sliceCount, budgetSlices }) => {
      const choices = policy.choose({
        ...factsOf(caseId),
        sliceCount,
        budgetSlices,
        seed: SeededRandom.for(seed, 'slices', caseId).nextUint32(),
        params,
      })
      return {
        caseId,
        sliceIndices: choices.map(({ sliceIndex }) => sliceIndex),
        choices: choices.map(({ represents, ...choice }) => ({
          ...choice,
          represents: represents?.map((sliceIndex) => ({ caseId, sliceIndex })) ?? null,
        })),
      }
    }),
    notes,
  }
}

/**
 * Which volumes are in the plan, and how many slices of each.
 * @returns volumes by case id, and sentences on what the request means here
 * @throws SlicewrightError NO_CASES, DENSITY_OUT_OF_RANGE
 */
export function spendBudget({
  volumes,
  budget,
  seed,
}: {
  volumes: readonly PlannableVolume[]
  budget: AnnotationBudget
  seed: number
}): { volumes: (PlannableVolume & { budgetSlices: number })[]; notes: string[] } {
  if (volumes.length === 0)
    throw new SlicewrightError(
      'NO_CASES',
      'There is no volume to plan for. Import a data set, or choose other volumes of it.',
    )
  const notes: string[] = []
  const chosen = chooseVolumes({ volumes, budget, seed, notes })
  const counts =
    budget.kind === 'density'
      ? chosen.map(({ sliceCount }) => sliceCountOf({ densityFraction: budget.densityFraction, sliceCount }))
      : spreadSlices({ volumes: chosen, sliceTotal: budget.sliceTotal })
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (budget.kind === 'slices') notes.push(...notesOnSpreading(counts, budget.sliceTotal, total))
  else notes.push(...notesOnDensity(chosen, counts, budget.densityFraction))
  return { volumes: chosen.map((volume, at) => ({ ...volume, budgetSlices: counts[at] })), notes }
}

function chooseVolumes({
  volumes,
  budget,
  seed,
  notes,
}: {
  volumes: readonly PlannableVolume[]
  budget: AnnotationBudget
  seed: number
  notes: string[]
}): PlannableVolume[] {
  const wanted = budget.volumeCount ?? volumes.length
  const fitting = budget.kind === 'slices' ? Math.min(wanted, budget.sliceTotal) : wanted
  const count = Math.min(fitting, volumes.length)
  if (wanted > volumes.length)
    notes.push(`${wanted} volumes were asked for; there are ${volumes.length}, and all of them are in the plan.`)
  else if (fitting < wanted)
    notes.push(`${fitting} slices are fewer than ${wanted} volumes: ${fitting} volumes get one slice each.`)
  if (count < volumes.length)
    notes.push(`${volumes.length - count} of ${volumes.length} volumes are left out, by the seed.`)
  const ids = new Set(
    chooseTrainingCases({
      caseIds: volumes.map(({ caseId }) => caseId),
      volumeFraction: count / volumes.length,
      seed,
    }),
  )
  return volumes.filter(({ caseId }) => ids.has(caseId)).sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
}

function notesOnSpreading(counts: readonly number[], asked: number, total: number): string[] {
  if (total < asked) return [`The volumes have only ${total} slices together; all of them are selected.`]
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)]
  return fewest === most
    ? [`${fewest} slices in each volume.`]
    : [`${fewest} to ${most} slices in a volume: what cannot be divided evenly goes to the volumes with most slices.`]
}

function notesOnDensity(volumes: readonly PlannableVolume[], counts: readonly number[], density: number): string[] {
  const raised = volumes.filter(({ sliceCount }) => density * sliceCount < 0.5).length
  const total = counts.reduce((sum, count) => sum + count, 0)
  const all = volumes.reduce((sum, { sliceCount }) => sum + sliceCount, 0)
  return [
    `${total} of ${all} slices (${((100 * total) / all).toFixed(1)} %), rounded in each volume.`,
    ...(raised > 0
      ? [`${raised} volumes are so short that ${density} of their slices is less than half a slice: they get one.`]
      : []),
  ]
}
