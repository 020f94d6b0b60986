import type { z } from 'zod'
import { SlicewrightError } from '../errors'

export interface SelectionRequest {
  /** D, slices in the volume. */
  readonly sliceCount: number
  /** n, slices to choose: 1 to D. */
  readonly budgetSlices: number
  readonly seed: number
}

/** Decides which slices of a volume are annotated. */
export interface SelectionPolicy {
  readonly id: string
  readonly label: string
  /** One sentence for forms and help. */
  readonly description: string
  readonly params: z.ZodObject
  /**
   * @returns `budgetSlices` different indices, 0-based, ascending; the same for the same request
   * @throws SlicewrightError BAD_REQUEST for wrong params or a budget that does not fit
   */
  select(request: SelectionRequest & { readonly params?: Readonly<Record<string, unknown>> | undefined }): number[]
}

/** Parses the params once, so that all policies share one type. */
export function defineSelectionPolicy<Params extends z.ZodObject>(definition: {
  id: string
  label: string
  description: string
  params: Params
  select: (request: SelectionRequest, params: z.infer<Params>) => number[]
}): SelectionPolicy {
  return {
    ...definition,
    select: ({ params, ...request }) => {
      checkBudget(request)
      return definition.select(request, parseParams(definition, params))
    },
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
