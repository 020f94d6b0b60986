import { oc } from '@orpc/contract'
import { z } from 'zod'
import { LEARNING_SOURCES } from '../domain/propagation/Propagator'
import { OUTSIDE_RULES } from '../domain/propagation/rules'
import { methodErrors } from './errors'

const entry = {
  id: z.string(),
  label: z.string(),
  /** JSON Schema of the parameters: forms are made from it. */
  params: z.record(z.string(), z.unknown()),
}

const catalogSchema = z.object({
  selectionPolicies: z.array(
    z.object({
      ...entry,
      description: z.string(),
      source: z.string(),
      needs: z.object({ descriptors: z.boolean(), foreground: z.boolean() }),
    }),
  ),
  propagators: z.array(
    z.object({
      ...entry,
      kind: z.enum(['step', 'fill']),
      source: z.string(),
      needsImage: z.boolean(),
      defaultOutside: z.enum(OUTSIDE_RULES),
      learnsFrom: z
        .enum(LEARNING_SOURCES)
        .describe('What it has to be trained on first; `nothing`: it is ready as it is'),
    }),
  ),
  models: z.array(z.object({ id: z.string(), label: z.string() })),
})
export type CatalogListing = z.infer<typeof catalogSchema>

export const catalog = {
  /** Everything that can be chosen, in the order to offer it. */
  list: oc.errors(methodErrors).output(catalogSchema),
}
