import { z } from 'zod'
import { models } from '../../catalog/models'
import { selectionPolicies } from '../../catalog/selectionPolicies'
import { implementer } from '../implementer'

export const catalogHandlers = {
  list: implementer.catalog.list.handler(({ context }) => ({
    selectionPolicies: selectionPolicies.entries.map(({ id, label, description, source, needs, params }) => ({
      id,
      label,
      description,
      source,
      needs,
      params: formSchemaOf(params),
    })),
    propagators: context.propagators.entries.map(
      ({ id, label, params, kind, source, needsImage, defaultOutside, learnsFrom }) => ({
        id,
        label,
        params: formSchemaOf(params),
        kind,
        source,
        needsImage,
        defaultOutside,
        learnsFrom,
      }),
    ),
    models: models.entries.map(({ id, label }) => ({ id, label })),
  })),
}

/** As JSON Schema of what may be given, so that whatever has a default is not required. */
function formSchemaOf(params: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(params, { io: 'input' })
}
