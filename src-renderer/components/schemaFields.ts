/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>

interface FieldFacts {
  readonly key: string
  readonly label: string
  readonly hint: string
  readonly isRequired: boolean
  readonly isNullable: boolean
  /** What is meant where nothing is given; undefined where nothing is. */
  readonly defaultValue: unknown
}

export interface NumberField extends FieldFacts {
  readonly kind: 'number'
  readonly isInteger: boolean
  readonly minimum: number | null
  readonly maximum: number | null
  /** The bound itself is not allowed. */
  readonly isAboveMinimum: boolean
  readonly isBelowMaximum: boolean
}
export interface TextField extends FieldFacts {
  readonly kind: 'text'
  readonly pattern: string | null
  readonly minimumLength: number
  readonly maximumLength: number | null
}
export interface ListField extends FieldFacts {
  readonly kind: 'list'
  readonly item: ScalarField
  readonly minimumCount: number
}
export interface ObjectField extends FieldFacts {
  readonly kind: 'object'
  readonly fields: readonly SchemaField[]
}
export type ScalarField =
  | NumberField
  | TextField
  | (FieldFacts & { readonly kind: 'boolean' })
  | (FieldFacts & { readonly kind: 'choice'; readonly choices: readonly (string | number)[] })
  /** One of some words, or a number: `rest` or 0.25. */
  | (FieldFacts & { readonly kind: 'wordOrNumber'; readonly words: readonly string[]; readonly number: NumberField })

export type SchemaField =
  | ScalarField
  | ListField
  | ObjectField
  /** Objects that a property with a fixed value tells apart. */
  | (FieldFacts & { readonly kind: 'variant'; readonly by: string; readonly variants: readonly Variant[] })
  /** Whatever no control is made for. */
  | (FieldFacts & { readonly kind: 'json' })

export interface Variant {
  readonly name: string
  readonly fields: readonly SchemaField[]
}

/** The fields of a form for objects that the schema describes, in its order. */
export function fieldsOf(schema: JsonSchema, root: JsonSchema = schema): SchemaField[] {
  const required = listOf(schema['required'])
  return Object.entries(objectOf(schema['properties'])).map(([key, part]) =>
    fieldOf({ key, schema: objectOf(part), isRequired: required.includes(key), root }),
  )
}

interface Place {
  readonly key: string
  readonly schema: JsonSchema
  readonly isRequired: boolean
  readonly root: JsonSchema
}

function fieldOf(place: Place): SchemaField {
  const { key, root } = place
  const outer = resolved(place.schema, root)
  const options = alternativesOf(outer).map((each) => resolved(each, root))
  const others = options.filter(({ type }) => type !== 'null')
  const isNullable = others.length < options.length
  const schema = isNullable && others.length === 1 ? withType(outer, others[0]) : outer
  const facts: FieldFacts = {
    key,
    label: textOf(schema['title']) ?? labelOf(key),
    hint: sentence(textOf(schema['description']) ?? ''),
    isRequired: place.isRequired && schema['default'] === undefined,
    isNullable,
    defaultValue: schema['default'],
  }
  const choices = choicesOf(schema)
  if (choices.length > 0) return { ...facts, kind: 'choice', choices }
  if (others.length > 1) return unionField(facts, others, root) ?? { ...facts, kind: 'json' }
  switch (schema['type']) {
    case 'number':
    case 'integer':
      return numberField(facts, schema)
    case 'boolean':
      return { ...facts, kind: 'boolean' }
    case 'string':
      return {
        ...facts,
        kind: 'text',
        pattern: textOf(schema['pattern']),
        minimumLength: numberOf(schema['minLength']) ?? 0,
        maximumLength: numberOf(schema['maxLength']),
      }
    case 'array': {
      const item = fieldOf({ key: 'item', schema: objectOf(schema['items']), isRequired: true, root })
      if (item.kind === 'object' || item.kind === 'list' || item.kind === 'variant' || item.kind === 'json')
        return { ...facts, kind: 'json' }
      return { ...facts, kind: 'list', item, minimumCount: numberOf(schema['minItems']) ?? 0 }
    }
    case 'object':
      return schema['properties'] === undefined
        ? { ...facts, kind: 'json' }
        : { ...facts, kind: 'object', fields: fieldsOf(schema, root) }
    default:
      return { ...facts, kind: 'json' }
  }
}

function unionField(facts: FieldFacts, options: readonly JsonSchema[], root: JsonSchema): SchemaField | null {
  const words = options.flatMap(choicesOf).filter((each) => typeof each === 'string')
  const numbers = options.filter(({ type }) => type === 'number' || type === 'integer')
  if (numbers.length === 1 && options.every((each) => each === numbers[0] || choicesOf(each).length > 0))
    return { ...facts, kind: 'wordOrNumber', words, number: numberField(facts, numbers[0]) }
  const properties = options.map((option) => objectOf(option['properties']))
  const by = Object.keys(properties[0]).find((key) =>
    properties.every((each) => textOf(objectOf(each[key])['const']) !== null),
  )
  if (by === undefined) return null
  const variants = options.map((option, at) => ({
    name: textOf(objectOf(properties[at][by])['const']) ?? '',
    fields: fieldsOf(option, root).filter(({ key }) => key !== by),
  }))
  return { ...facts, kind: 'variant', by, variants }
}

/** Bounds that zod writes for every integer say nothing to a person. */
const isTelling = (bound: number | null) => bound !== null && Math.abs(bound) < Number.MAX_SAFE_INTEGER

function numberField(facts: FieldFacts, schema: JsonSchema): NumberField {
  const above = numberOf(schema['exclusiveMinimum'])
  const below = numberOf(schema['exclusiveMaximum'])
  const minimum = above ?? numberOf(schema['minimum'])
  const maximum = below ?? numberOf(schema['maximum'])
  return {
    ...facts,
    kind: 'number',
    isInteger: schema['type'] === 'integer',
    minimum: isTelling(minimum) ? minimum : null,
    maximum: isTelling(maximum) ? maximum : null,
    isAboveMinimum: above !== null,
    isBelowMaximum: below !== null,
  }
}

function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const reference = textOf(schema['$ref'])
  if (reference === null) return schema
  const target = reference
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .reduce<JsonSchema>((at, part) => objectOf(at[part]), root)
  return { ...target, ...Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$ref')) }
}

/** `type: ['string', 'null']` is another way to write `anyOf`. */
function alternativesOf(schema: JsonSchema): JsonSchema[] {
  const types = listOf(schema['type']).map((type) => ({ ...schema, type }))
  return [...listOf(schema['anyOf']), ...listOf(schema['oneOf']), ...types].map(objectOf)
}

/** The one alternative besides null, with what is said about both. */
function withType(outer: JsonSchema, alternative: JsonSchema): JsonSchema {
  const about = Object.entries(outer).filter(([key]) => key !== 'anyOf' && key !== 'oneOf' && key !== 'type')
  return { ...alternative, ...Object.fromEntries(about) }
}

function choicesOf(schema: JsonSchema): (string | number)[] {
  const values = schema['const'] === undefined ? listOf(schema['enum']) : [schema['const']]
  return values.filter((each) => typeof each === 'string' || typeof each === 'number')
}

/** `learningRate` → "Learning rate", `spacingMm` → "Spacing (mm)". */
export function labelOf(key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  const written = words.replace(/ (mm|ms|bytes)$/, ' ($1)').replace(/[-_]/g, ' ')
  return written.charAt(0).toUpperCase() + written.slice(1)
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function objectOf(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
