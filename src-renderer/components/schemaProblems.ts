import type { NumberField, SchemaField } from './schemaFields'

/** What is wrong with a value in a sentence that says what is expected; null where it fits. `undefined` means: not given. */
export function problemOf(field: SchemaField, value: unknown): string | null {
  if (value === undefined) return field.isRequired ? 'Needed.' : null
  if (value === null) return field.isNullable ? null : 'Needed.'
  switch (field.kind) {
    case 'number':
      return problemOfNumber(field, value)
    case 'boolean':
      return typeof value === 'boolean' ? null : 'Yes or no.'
    case 'choice':
      return field.choices.some((choice) => choice === value) ? null : `One of ${field.choices.join(', ')}.`
    case 'wordOrNumber':
      if (typeof value === 'string')
        return field.words.includes(value) ? null : `A number, or ${field.words.join(' or ')}.`
      return problemOfNumber(field.number, value)
    case 'text':
      if (typeof value !== 'string') return 'A text.'
      if (value.length < field.minimumLength) return 'Needed.'
      if (field.maximumLength !== null && value.length > field.maximumLength)
        return `At most ${field.maximumLength} characters.`
      if (field.pattern === null || new RegExp(field.pattern, 'u').test(value)) return null
      return field.hint === '' ? 'Not in the expected form.' : `Not in the expected form. ${field.hint}`
    case 'list': {
      if (!Array.isArray(value)) return 'A list.'
      if (value.length < field.minimumCount)
        return field.minimumCount === 1 ? 'At least one.' : `At least ${field.minimumCount}.`
      const wrong = value.find((each) => problemOf(field.item, each) !== null)
      return wrong === undefined ? null : `${String(wrong)}: ${problemOf(field.item, wrong) ?? ''}`
    }
    case 'object':
    case 'variant':
    case 'json':
      return typeof value === 'object' || field.kind === 'json' ? null : 'Not in the expected form.'
  }
}

/** Every problem in an object, nested ones too. */
export function problemsOf(fields: readonly SchemaField[], value: Readonly<Record<string, unknown>>): string[] {
  return fields.flatMap((field) => {
    const given = value[field.key]
    const own = problemOf(field, given)
    if (own !== null) return [`${field.label}: ${own}`]
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return []
    const inner = given as Readonly<Record<string, unknown>>
    if (field.kind === 'object') return problemsOf(field.fields, inner)
    if (field.kind !== 'variant') return []
    const variant = field.variants.find(({ name }) => name === inner[field.by])
    return variant === undefined ? [`${field.label}: choose one.`] : problemsOf(variant.fields, inner)
  })
}

function problemOfNumber(field: NumberField, value: unknown): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'A number.'
  const { minimum, maximum, isAboveMinimum, isBelowMaximum } = field
  const isTooSmall = minimum !== null && (isAboveMinimum ? value <= minimum : value < minimum)
  const isTooLarge = maximum !== null && (isBelowMaximum ? value >= maximum : value > maximum)
  if (isTooSmall || isTooLarge) return `${rangeOf(field)}.`
  return field.isInteger && !Number.isInteger(value) ? 'A whole number.' : null
}

/** "Above 0, at most 1"; empty where there are no bounds. */
export function rangeOf({ minimum, maximum, isAboveMinimum, isBelowMaximum }: NumberField): string {
  const lower = minimum === null ? [] : [`${isAboveMinimum ? 'above' : 'at least'} ${minimum}`]
  const upper = maximum === null ? [] : [`${isBelowMaximum ? 'below' : 'at most'} ${maximum}`]
  const text = [...lower, ...upper].join(', ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
