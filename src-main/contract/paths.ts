import { z } from 'zod'

/** Which schemas hold paths: the engine finds them in an input by this and by nothing else. */
const paths = z.registry<{ isPath: true }>()

/**
 * An absolute path of a file or folder in an input. Every path a client can send is made with this, so that a host that was started
 * for certain folders can refuse all others in one place (engine/files/allowedPaths.ts).
 */
export function pathSchema(description: string) {
  return z.string().min(1).describe(description).register(paths, { isPath: true })
}

/** The folder of a workspace, as most methods take it. */
export const workspacePathSchema = pathSchema('Absolute path of the workspace folder')

/** Every path in `value`, which is looked at as `schema` says but need not be valid: what has another shape holds none. */
export function pathsIn(schema: z.core.$ZodType, value: unknown): string[] {
  if (paths.get(schema as z.ZodType)?.isPath === true) return typeof value === 'string' ? [value] : []
  return partsOf(schema, value).flatMap(([part, partValue]) => pathsIn(part, partValue))
}

type Part = readonly [schema: z.core.$ZodType, value: unknown]

function partsOf(schema: z.core.$ZodType, value: unknown): Part[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'object':
      return isRecord(value) ? Object.entries(def.shape).map(([key, part]) => [part, value[key]]) : []
    case 'array':
      return Array.isArray(value) ? value.map((each: unknown) => [def.element, each]) : []
    case 'tuple':
      return Array.isArray(value) ? def.items.map((part, index) => [part, value[index]]) : []
    case 'record':
      return isRecord(value) ? Object.values(value).map((each) => [def.valueType, each]) : []
    case 'union':
      return def.options.map((option) => [option, value])
    case 'intersection':
      return [def.left, def.right].map((side) => [side, value])
    case 'pipe':
      return [[def.in, value]]
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return [[def.innerType, value]]
    default:
      return []
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
