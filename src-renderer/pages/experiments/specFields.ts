import type { JsonSchema } from '../../components/schemaFields'

type Document = Readonly<Record<string, unknown>>

/** What decides a grid, in the order in which it is asked for; everything else has a default that rarely needs a change. */
const KEY_FIELDS: readonly { readonly path: readonly string[]; readonly title: string }[] = [
  { path: ['name'], title: 'Name' },
  { path: ['dataset'], title: 'Data set' },
  { path: ['grid', 'densities'], title: 'Densities (ρ)' },
  { path: ['grid', 'volumeFractions'], title: 'Volume fractions (s)' },
  { path: ['grid', 'policies'], title: 'Selection policies' },
  { path: ['grid', 'propagators'], title: 'Propagators' },
  { path: ['grid', 'seeds'], title: 'Seeds' },
  { path: ['training', 'stepCount'], title: 'Training steps' },
]

/** The schema of a flat form of the fields that matter most; its keys are the paths, joined by dots. */
export function keySchema(schema: JsonSchema): JsonSchema {
  const entries = KEY_FIELDS.flatMap(({ path, title }) => {
    const part = path.reduce<unknown>((at, key) => documentOf(documentOf(at)['properties'])[key], schema)
    return part === undefined ? [] : [[path.join('.'), { ...documentOf(part), title }]]
  })
  return { type: 'object', required: ['name'], properties: Object.fromEntries(entries) as Document }
}

/** The schema of all other fields. */
export function otherSchema(schema: JsonSchema): JsonSchema {
  return KEY_FIELDS.reduce<Document>((rest, { path }) => withoutProperty(rest, path), schema)
}

/** The values of the flat form. */
export function keyValues(spec: Document): Document {
  const entries = KEY_FIELDS.map(({ path }) => [
    path.join('.'),
    path.reduce<unknown>((at, key) => documentOf(at)[key], spec),
  ])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Document
}

/** The spec with the flat form's values in their places; what the form left empty is taken out. */
export function withKeyValues(spec: Document, values: Document): Document {
  return KEY_FIELDS.reduce((changed, { path }) => withValue(changed, path, values[path.join('.')]), spec)
}

/** The spec as the form of the other fields gave it, with the key fields of before. */
export function withOtherValues(spec: Document, others: Document): Document {
  return withKeyValues(others, keyValues(spec))
}

function withValue(document: Document, [key, ...rest]: readonly string[], value: unknown): Document {
  const next = rest.length === 0 ? value : withValue(documentOf(document[key]), rest, value)
  const isNothing = next === undefined || (rest.length > 0 && Object.keys(documentOf(next)).length === 0)
  return Object.fromEntries(Object.entries({ ...document, [key]: next }).filter(([name]) => name !== key || !isNothing))
}

function withoutProperty(schema: JsonSchema, [key, ...rest]: readonly string[]): JsonSchema {
  const properties = documentOf(schema['properties'])
  const required = Array.isArray(schema['required']) ? schema['required'].filter((name) => name !== key) : []
  if (rest.length > 0)
    return { ...schema, properties: { ...properties, [key]: withoutProperty(documentOf(properties[key]), rest) } }
  return {
    ...schema,
    required,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => name !== key)),
  }
}

function documentOf(value: unknown): Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Document) : {}
}
