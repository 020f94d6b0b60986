import type { z } from 'zod'
import { SlicewrightError } from '../errors'
import type { SliceDescriptors } from './descriptors/SliceDescriptors'

export interface SelectionRequest {
  /** D, slices in the volume. */
  readonly sliceCount: number
  /** n, slices to choose: 1 to D. */
  readonly budgetSlices: number
  readonly seed: number
  /** Where the slices are those of several volumes, one after another: how many each has. They sum to `sliceCount`. */
  readonly volumeSliceCounts?: readonly number[] | undefined
  /** One vector a slice; needed by policies with `needs.descriptors`. */
  readonly descriptors?: SliceDescriptors | undefined
  /** Whether a slice holds target, one value a slice; needed by policies with `needs.foreground`. null: it is not known. */
  readonly isForeground?: readonly boolean[] | null | undefined
}

/** What a policy looks at besides the number of slices. */
export interface SelectionNeeds {
  readonly descriptors: boolean
  readonly foreground: boolean
}

/** One selected slice, and why. */
export interface Choice {
  readonly sliceIndex: number
  /** What choosing it added to the policy's objective; null where the policy has none. */
  readonly gain: number | null
  /** The slices it stands for, itself left out, most similar first; null where the policy does not look at images. */
  readonly represents: readonly number[] | null
}

type WithParams = SelectionRequest & { readonly params?: Readonly<Record<string, unknown>> | undefined }

/** Decides which slices of a volume are annotated. */
export interface SelectionPolicy {
  readonly id: string
  readonly label: string
  /** One sentence for forms and help. */
  readonly description: string
  /** Where the method comes from. */
  readonly source: string
  readonly params: z.ZodObject
  readonly needs: SelectionNeeds
  /**
   * @returns `budgetSlices` different indices, 0-based, ascending; the same for the same request
   * @throws SlicewrightError BAD_REQUEST for wrong params, a budget that does not fit, or something needed that is not there
   */
  select(request: WithParams): number[]
  /** As `select`, with the reasons. */
  choose(request: WithParams): Choice[]
}

/** Parses the params once, so that all policies share one type. */
export function defineSelectionPolicy<Params extends z.ZodObject>(definition: {
  id: string
  label: string
  description: string
  source: string
  params: Params
  needs?: Partial<SelectionNeeds>
  /** Choices in any order; plain indices where there is nothing to say about them. */
  select: (request: SelectionRequest, params: z.infer<Params>) => readonly (number | Choice)[]
}): SelectionPolicy {
  const needs = { descriptors: false, foreground: false, ...definition.needs }
  const choose = ({ params, ...request }: WithParams): Choice[] => {
    checkBudget(request)
    checkNeeds({ label: definition.label, needs }, request)
    return definition
      .select(request, parseParams(definition, params))
      .map((choice) => (typeof choice === 'number' ? { sliceIndex: choice, gain: null, represents: null } : choice))
      .sort((a, b) => a.sliceIndex - b.sliceIndex)
  }
  return {
    ...definition,
    needs,
    choose,
    select: (request) => choose(request).map(({ sliceIndex }) => sliceIndex),
  }
}

function checkBudget({ sliceCount, budgetSlices }: SelectionRequest): void {
  if (Number.isInteger(budgetSlices) && budgetSlices >= 1 && budgetSlices <= sliceCount) return
  throw new SlicewrightError(
    'BAD_REQUEST',
    `Cannot select ${budgetSlices} slices: the volume has ${sliceCount}. Ask for 1 to ${sliceCount}.`,
    { details: { budgetSlices, sliceCount } },
  )
}

function checkNeeds(
  { label, needs }: { label: string; needs: SelectionNeeds },
  { sliceCount, descriptors, isForeground }: SelectionRequest,
): void {
  if (needs.foreground && (isForeground ?? null) === null)
    throw new SlicewrightError(
      'BAD_REQUEST',
      `"${label}" needs to know which slices hold target, and no complete label map says so. Import a label map with the volume (a rough one will do), or choose another policy.`,
      { details: { needs: 'foreground' } },
    )
  if (needs.descriptors && descriptors === undefined)
    throw new SlicewrightError(
      'BAD_REQUEST',
      `"${label}" compares the slices' images, and there are none. Give the image of the volume, or choose another policy.`,
      { details: { needs: 'descriptors' } },
    )
  const found = [needs.foreground && isForeground?.length, needs.descriptors && descriptors?.sliceCount]
  const misfit = found.find((count) => typeof count === 'number' && count !== sliceCount)
  if (misfit === undefined) return
  throw new SlicewrightError(
    'BAD_REQUEST',
    `${String(misfit)} slices are described and the volume has ${sliceCount}. Describe the volume on the same slice axis.`,
    { details: { found: misfit, sliceCount } },
  )
}

function parseParams<Params extends z.ZodObject>(
  { id, params: schema }: { id: string; params: Params },
  params: unknown,
): z.infer<Params> {
  const parsed = schema.strict().safeParse(params ?? {})
  if (parsed.success) return parsed.data as z.infer<Params>
  const known = Object.keys(schema.shape)
  const sentences = parsed.error.issues.map(({ path, message }) => [...path.map(String), message].join(': '))
  throw new SlicewrightError(
    'BAD_REQUEST',
    `Wrong parameters for the selection policy "${id}": ${sentences.join('; ')}. It takes ${known.length === 0 ? 'none' : known.join(', ')}.`,
    { details: { policy: id, issues: sentences, allowed: known } },
  )
}
