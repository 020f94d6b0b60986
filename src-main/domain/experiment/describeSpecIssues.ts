import { z } from 'zod'
import { closestName } from './closestName'

/** One thing wrong with a spec. `field` is a path such as `grid.densities.1`. */
export interface SpecProblem {
  readonly field: string
  readonly found: unknown
  readonly allowed: string
  readonly sentence: string
}

/** What zod found wrong, as sentences with the field, the value found and what is allowed; typed names get a suggestion. */
export function describeSpecIssues({
  schema,
  value,
  issues,
}: {
  schema: z.ZodType
  value: unknown
  issues: readonly z.core.$ZodIssue[]
}): SpecProblem[] {
  return issues.flatMap((issue) => {
    const field = issue.path.map(String).join('.') || 'the spec'
    const found = valueAt(value, issue.path)
    const place = schemaAt(schema, value, issue.path)
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(issue.path, key, found, place.keys))
    return [misfit(field, found, allowedBy(issue, place.description))]
  })
}

/** A name that is not in a list, with the one it was probably meant to be. */
export function unknownName({
  field,
  found,
  names,
}: {
  field: string
  found: string
  names: readonly string[]
}): SpecProblem {
  const allowed = `one of ${names.join(', ')}`
  return {
    field,
    found,
    allowed,
    sentence: `${field}: found "${found}", allowed: ${allowed}.${suggestion(found, names)}`,
  }
}

function unknownKey(path: readonly PropertyKey[], key: string, holder: unknown, keys: readonly string[]): SpecProblem {
  const field = [...path.map(String), key].join('.')
  const allowed = `the fields ${keys.join(', ')}`
  const found = (holder as Record<string, unknown>)[key]
  return {
    field,
    found,
    allowed,
    sentence: `${field}: there is no such field; allowed: ${allowed}.${suggestion(key, keys)}`,
  }
}

function misfit(field: string, found: unknown, allowed: string): SpecProblem {
  const what = found === undefined ? 'missing' : `found ${JSON.stringify(found)}`
  return { field, found: found ?? null, allowed, sentence: `${field}: ${what}, allowed: ${allowed}.` }
}

function suggestion(typed: string, names: readonly string[]): string {
  const meant = closestName(typed, names)
  return meant === null ? '' : ` Did you mean "${meant}"?`
}

function allowedBy(issue: z.core.$ZodIssue, description: string | null): string {
  if (issue.code === 'invalid_value') return issue.values.map((each) => JSON.stringify(each)).join(', ')
  if (issue.code === 'invalid_union' && 'options' in issue)
    return (issue.options as readonly unknown[]).map((each) => JSON.stringify(each)).join(', ')
  const rule = issue.message
    .replace(/^(?:Too small|Too big|Invalid input): expected /, '')
    .replace(/, received .*$/, '')
  return description === null || description === rule ? rule : `${rule} (${description})`
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (holder, key) => (holder as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  )
}

/** The part of the schema that a path leads to: its description and, for an object, its field names. */
function schemaAt(
  schema: z.ZodType,
  value: unknown,
  path: readonly PropertyKey[],
): { description: string | null; keys: readonly string[] } {
  let part: { schema: z.ZodType | null; description: string | null } = unwrapped(schema, value)
  let at = value
  for (const key of path) {
    at = valueAt(at, [key])
    const next: z.ZodType | null =
      part.schema instanceof z.ZodObject
        ? ((part.schema.shape as Record<string, z.ZodType>)[String(key)] ?? null)
        : part.schema instanceof z.ZodArray
          ? (part.schema.element as z.ZodType)
          : null
    const inner = next === null ? { schema: null, description: null } : unwrapped(next, at)
    part = { schema: inner.schema, description: inner.description ?? null }
  }
  return {
    description: part.description,
    keys: part.schema instanceof z.ZodObject ? Object.keys(part.schema.shape) : [],
  }
}

/** Looks through defaults, optionals and nullables, and into the branch of a union that the value's discriminator names. */
function unwrapped(schema: z.ZodType, value: unknown): { schema: z.ZodType; description: string | null } {
  const description = schema.description ?? null
  const inner = innerOf(schema, value)
  if (inner === null) return { schema, description }
  const deeper = unwrapped(inner, value)
  return { schema: deeper.schema, description: description ?? deeper.description }
}

function innerOf(schema: z.ZodType, value: unknown): z.ZodType | null {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional
  )
    return schema.unwrap() as z.ZodType
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = schema.def
    const named = valueAt(value, [discriminator])
    const branches = schema.options as unknown as z.ZodObject[]
    return branches.find((branch) => (branch.shape[discriminator] as z.ZodType).safeParse(named).success) ?? null
  }
  return null
}
