import { expect, it } from 'vitest'
import { z } from 'zod'
import JsonSchemaForm from '../../../src-renderer/components/JsonSchemaForm.vue'
import { fieldsOf } from '../../../src-renderer/components/schemaFields'
import { problemsOf } from '../../../src-renderer/components/schemaProblems'
import { mountWithVuetify } from '../support/mountWithVuetify'

/** A form whose value follows what is typed, as in a page. */
function form(schema: z.ZodType, initial: Record<string, unknown> = {}) {
  const wrapper = mountWithVuetify(JsonSchemaForm, {
    props: {
      schema: z.toJSONSchema(schema, { io: 'input' }),
      modelValue: initial,
      'onUpdate:modelValue': (value: unknown) => wrapper.setProps({ modelValue: value as Record<string, unknown> }),
    },
  })
  const problems = () => wrapper.emitted<[string[]]>('problems')?.at(-1)?.[0]
  return { wrapper, problems, value: () => wrapper.props('modelValue') }
}

it('makes a field with label, hint and default for each property', () => {
  const { wrapper, problems } = form(
    z.object({
      stepCount: z.int().min(1).default(200).describe('steps of training'),
      isSeeded: z.boolean().default(true),
      policy: z.enum(['fixed-interval', 'uniform-random']).default('uniform-random'),
    }),
  )
  expect(wrapper.text()).toContain('Step count')
  expect(wrapper.text()).toContain('Steps of training')
  expect(wrapper.get('input[inputmode=numeric]').attributes('placeholder')).toBe('200')
  expect(wrapper.get<HTMLInputElement>('input[type=checkbox]').element.checked).toBe(true)
  expect(wrapper.text()).toContain('uniform-random')
  expect(problems()).toEqual([])
})

it('says what is wrong where it is wrong, and takes out what is emptied', async () => {
  const { wrapper, problems, value } = form(z.object({ rate: z.number().gt(0).max(1).default(0.5) }))
  const input = wrapper.get('input')
  await input.setValue('2')
  expect(value()).toEqual({ rate: 2 })
  expect(problems()).toEqual(['Rate: Above 0, at most 1.'])
  expect(wrapper.text()).toContain('Above 0, at most 1.')
  await input.setValue('0,25')
  expect(value()).toEqual({ rate: 0.25 })
  expect(problems()).toEqual([])
  await input.setValue('half')
  expect(problems()).toEqual(['Rate: A number.'])
  await input.setValue('')
  expect(value()).toEqual({})
  expect(problems()).toEqual([])
})

it('keeps what is being typed while it is not yet a number', async () => {
  const { wrapper, value } = form(z.object({ rate: z.number() }))
  await wrapper.get('input').setValue('0.')
  expect(wrapper.get('input').element.value).toBe('0.')
  expect(value()).toEqual({ rate: 0 })
})

it('reaches fields inside fields', async () => {
  const schema = z.object({ limits: z.object({ runs: z.int().min(1) }).prefault({ runs: 1 }) })
  const { wrapper, value, problems } = form(schema)
  expect(wrapper.get('legend').text()).toBe('Limits')
  await wrapper.get('input').setValue('0')
  expect(value()).toEqual({ limits: { runs: 0 } })
  expect(problems()).toEqual(['Runs: At least 1.'])
})

it('understands what the schemas of the engine hold', () => {
  const schema = z.object({
    densities: z.array(z.number().gt(0).max(1)).min(1),
    policies: z.array(z.enum(['a', 'b'])),
    dataset: z.string().nullable().default(null),
    split: z.discriminatedUnion('by', [
      z.object({ by: z.literal('workspace') }),
      z.object({ by: z.literal('seed'), train: z.union([z.literal('rest'), z.number().gt(0)]).default('rest') }),
    ]),
    limit: z.object({ hours: z.number() }).nullable().default(null),
  })
  const fields = fieldsOf(z.toJSONSchema(schema, { io: 'input' }))
  expect(fields.map(({ kind, isNullable }) => `${kind}${isNullable ? ' or null' : ''}`)).toEqual([
    'list',
    'list',
    'text or null',
    'variant',
    'object or null',
  ])
  expect(problemsOf(fields, { densities: [], policies: ['c'], split: { by: 'seed', train: 'some' } })).toEqual([
    'Densities: At least one.',
    'Policies: c: One of a, b.',
    'Train: A number, or rest.',
  ])
  const fine = { densities: [0.5, 1], policies: ['a'], split: { by: 'seed', train: 0.5 }, limit: null }
  expect(problemsOf(fields, fine)).toEqual([])
})
