import { SlicewrightError } from '../errors'
import { SeededRandom } from '../random/SeededRandom'
import type { Choice, SelectionPolicy, SelectionRequest } from './defineSelectionPolicy'
import { descriptorChoiceOf } from './descriptorParams'
import type { SliceDescriptors } from './descriptors/SliceDescriptors'

/** A choice in a plan: what it stands for may lie in other volumes. */
export interface PlannedChoice extends Omit<Choice, 'represents'> {
  readonly represents: readonly { readonly caseId: string; readonly sliceIndex: number }[] | null
}

export interface PlannedVolume {
  readonly caseId: string
  readonly sliceIndices: number[]
  readonly choices: PlannedChoice[]
}

interface BudgetedVolume {
  readonly caseId: string
  readonly sliceCount: number
  readonly budgetSlices: number
}

/** Every pair of slices is compared: more would take minutes. */
const LARGEST_POOL = 12_000

/**
 * Chooses among the slices of all volumes together (method.md D): the same slices in all, but a volume gives as many as stand out in it.
 * The paper chose within each volume only.
 * @param planned by case id; their budgets are added up
 * @returns all of them, those without a slice too
 * @throws SlicewrightError BAD_REQUEST (params, descriptors missing, too many slices)
 */
export function planOverDataset({
  planned,
  policy,
  params,
  seed,
  factsOf,
}: {
  planned: readonly BudgetedVolume[]
  policy: SelectionPolicy
  params: Readonly<Record<string, unknown>>
  seed: number
  factsOf: (caseId: string) => Pick<SelectionRequest, 'descriptors'> | undefined
}): { volumes: PlannedVolume[]; notes: string[] } {
  const { maximumPerVolume } = descriptorChoiceOf(params)
  const volumeSliceCounts = planned.map(({ sliceCount }) => sliceCount)
  const sliceCount = sumOf(volumeSliceCounts)
  if (sliceCount > LARGEST_POOL)
    throw new SlicewrightError(
      'BAD_REQUEST',
      `The volumes have ${sliceCount} slices together; over a data set at most ${LARGEST_POOL} can be compared. Choose fewer volumes, or choose within each volume.`,
      { details: { found: sliceCount, maximum: LARGEST_POOL } },
    )
  const asked = sumOf(planned.map(({ budgetSlices }) => budgetSlices))
  const possible = sumOf(volumeSliceCounts.map((count) => Math.min(count, maximumPerVolume ?? count)))
  const places = planned.flatMap(({ caseId, sliceCount: count }) =>
    Array.from({ length: count }, (_, sliceIndex) => ({ caseId, sliceIndex })),
  )
  const choices = policy.choose({
    sliceCount,
    volumeSliceCounts,
    budgetSlices: Math.min(asked, possible),
    seed: SeededRandom.for(seed, 'slices').nextUint32(),
    descriptors: joined(planned.map(({ caseId }) => factsOf(caseId)?.descriptors)),
    params,
  })
  const volumes = planned.map(({ caseId }) => {
    const own = choices.filter((choice) => places[choice.sliceIndex].caseId === caseId)
    const named = own.map(({ sliceIndex, gain, represents }) => ({
      sliceIndex: places[sliceIndex].sliceIndex,
      gain,
      represents: represents?.map((other) => places[other]) ?? null,
    }))
    return { caseId, sliceIndices: named.map(({ sliceIndex }) => sliceIndex), choices: named }
  })
  return { volumes, notes: notesOn({ volumes, asked, possible, maximumPerVolume }) }
}

function notesOn(options: {
  volumes: readonly PlannedVolume[]
  asked: number
  possible: number
  maximumPerVolume: number | undefined
}): string[] {
  const { volumes, asked, possible, maximumPerVolume } = options
  const counts = volumes.map(({ sliceIndices }) => sliceIndices.length)
  const without = counts.filter((count) => count === 0).length
  return [
    `Chosen over all volumes together: ${Math.min(...counts)} to ${Math.max(...counts)} slices in a volume, no longer equally many (or equally dense). The paper did not test this.`,
    ...(without > 0 ? [`${without} of ${volumes.length} volumes get no slice.`] : []),
    ...(possible < asked
      ? [`At most ${maximumPerVolume} slices in a volume leave ${possible} of the ${asked} slices asked for.`]
      : []),
  ]
}

/** undefined where one is missing: the policy says what to do. */
function joined(parts: readonly (SliceDescriptors | undefined)[]): SliceDescriptors | undefined {
  const all = parts.filter((part) => part !== undefined)
  const [first] = all
  if (all.length < parts.length || all.length === 0) return undefined
  const sliceCount = sumOf(all.map((part) => part.sliceCount))
  const data = new Float32Array(sliceCount * first.dimension)
  let at = 0
  for (const part of all) {
    if (part.dimension !== first.dimension)
      throw new SlicewrightError('INTERNAL', 'Descriptors of different lengths cannot be compared.')
    data.set(part.data, at)
    at += part.data.length
  }
  return { data, sliceCount, dimension: first.dimension }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
