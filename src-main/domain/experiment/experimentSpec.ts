import { z } from 'zod'
import { SlicewrightError } from '../errors'
import { describeSpecIssues, unknownName, type SpecProblem } from './describeSpecIssues'
import { interpolatedWeightSchema } from './interpolatedWeight'
import { parsePolicyName, withPolicyNames, type NamedPolicy } from './policyName'
import { trainingSettingsSchema } from './trainingSettings'

/** In the spec's list of propagators: train on the annotated slices alone. */
export const NO_PROPAGATOR = 'none'

const densityFraction = z
  .number()
  .gt(0)
  .max(1)
  .describe('ρ: the fraction of slices annotated in a chosen volume, above 0 and at most 1')
const volumeFraction = z
  .number()
  .gt(0)
  .max(1)
  .describe('s: the fraction of the training volumes that is chosen, above 0 and at most 1')
const seed = z.int().min(0).max(0xffffffff).describe('a whole number from 0 to 4294967295')
const part = z
  .number()
  .gt(0)
  .refine((value) => value < 1 || Number.isInteger(value), 'a fraction below 1 or a whole number of cases')
  .describe('a fraction of the cases (below 1) or a whole number of cases')
const id = z.string().min(1)
/** An id of a catalog, which this room does not know; `experimentSpecJsonSchema` puts the ids in. */
const idOf = (list: keyof KnownIds | 'datasets') => id.meta({ knownIds: list })

const splitSchema = z
  .discriminatedUnion('by', [
    z.strictObject({
      by: z.literal('workspace'),
      seed: seed.default(0).describe('draws the validation cases where the data set names none'),
      validation: part.default(0.2).describe('part of the training cases to validate on where the data set names none'),
    }),
    z.strictObject({
      by: z.literal('seed'),
      seed: seed.default(0),
      train: z
        .union([z.literal('rest'), part])
        .default('rest')
        .describe('a part, or `rest` for all that is left'),
      validation: part.default(0.1),
      test: part.default(0.25),
    }),
  ])
  .describe('who trains, who chooses the model, who judges it')

const gridSchema = z.strictObject({
  models: z.array(idOf('models')).min(1).default(['unet-2d']).describe('network ids'),
  densities: z.array(densityFraction).min(1).describe('the ρ of the grid'),
  volumeFractions: z.array(volumeFraction).min(1).describe('the s of the grid'),
  policies: z
    .array(idOf('policies'))
    .min(1)
    .describe(
      'slice selection policies; with parameters as `facility-location[positionWeight=0.2]` or as `{ id, params }`',
    ),
  propagators: z
    .array(id.meta({ knownIds: 'propagatorsOrNone' }))
    .min(1)
    .default([NO_PROPAGATOR])
    .describe('`none` trains on the annotated slices alone; an id fills the slices in between for training'),
  propagatedVolumeFractions: z
    .array(volumeFraction)
    .min(1)
    .default([1])
    .describe('the s at which propagators are tried; the paper does so at s = 1 only'),
  seeds: z.array(seed).min(1).default([0]).describe('one run of every cell for each'),
})

/** What a training is told by the grid or by the cases is not a setting of the experiment. */
const sharedTrainingSettingsSchema = trainingSettingsSchema.omit({ model: true, seed: true, sliceAxis: true })

const experimentSpecSchema = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
      'letters, digits, ".", "_" and "-", at most 64, beginning with a letter or digit',
    )
    .describe('names the folder of the results'),
  dataset: idOf('datasets')
    .nullable()
    .default(null)
    .describe('name of an imported data set; left out, all cases of the workspace'),
  split: splitSchema.default({ by: 'seed', seed: 0, train: 'rest', validation: 0.1, test: 0.25 }),
  grid: gridSchema,
  denseReference: z.boolean().default(true).describe('also train on every slice of every training volume, once a seed'),
  training: sharedTrainingSettingsSchema.prefault({}).describe('the same for every cell'),
  interpolatedWeight: interpolatedWeightSchema
    .default('one')
    .describe(
      'what slices that a propagator filled count in the loss: `one`, as much as annotated ones (the paper); `confidence`, as certain as the method is; `{ gamma: 0.8 }`, less with every slice of distance',
    ),
  interpolationQuality: z
    .strictObject({
      densities: z.array(densityFraction).min(1),
      propagators: z.array(idOf('propagators')).min(1),
      policies: z.array(idOf('policies')).min(1).default(['fixed-interval']),
      seeds: z.array(seed).min(1).default([0]),
    })
    .nullable()
    .default(null)
    .describe('compare interpolated with human masks on the training volumes (the paper, Table 3)'),
  keepPredictions: z.boolean().default(false).describe('keep the predicted label maps of the test cases'),
  limits: z
    .strictObject({
      runs: z.int().min(1).default(1000).describe('refuse a grid with more runs'),
      hours: z.number().gt(0).nullable().default(null).describe('refuse to start where the estimate is longer'),
      diskBytes: z.int().min(1).nullable().default(null).describe('refuse to start where the estimate is larger'),
    })
    .prefault({}),
})
export type ExperimentSpec = z.infer<typeof experimentSpecSchema>

/** The ids that the catalogs know, by what a spec calls them. */
export interface KnownIds {
  readonly models: readonly string[]
  readonly policies: readonly string[]
  readonly propagators: readonly string[]
  /** What is wrong with the parameters of a policy that is known; null where nothing is. */
  readonly policyProblem?: ((policy: NamedPolicy) => string | null) | undefined
}

/**
 * Checks a parsed YAML or JSON document and fills in the defaults.
 * @throws SlicewrightError SPEC_INVALID, listing every problem: the field, the value found and what is allowed
 */
export function parseExperimentSpec({ value: given, known }: { value: unknown; known: KnownIds }): ExperimentSpec {
  const value = withPolicyNames(given)
  const parsed = experimentSpecSchema.safeParse(value)
  if (!parsed.success)
    throw specInvalid(describeSpecIssues({ schema: experimentSpecSchema, value, issues: parsed.error.issues }))
  const problems = [...unknownIds(parsed.data, known), ...policyProblems(parsed.data, known)]
  if (problems.length > 0) throw specInvalid(problems)
  return parsed.data
}

/** JSON Schema of a spec as a person writes it (what has a default may be left out), with the ids that may be named as enums. */
export function experimentSpecJsonSchema(
  known: KnownIds & { readonly datasets: readonly string[] },
): Record<string, unknown> {
  const { models, policies, propagators, datasets } = known
  const ids = new Map<unknown, readonly string[]>([
    ...Object.entries({ models, policies, propagators, datasets }),
    ['propagatorsOrNone', [NO_PROPAGATOR, ...known.propagators]],
  ])
  return z.toJSONSchema(experimentSpecSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      const list = ids.get(jsonSchema['knownIds'])
      delete jsonSchema['knownIds']
      // An empty enum is no valid schema: a workspace without data sets keeps a plain text there.
      if (list !== undefined && list.length > 0) jsonSchema.enum = [...list]
    },
  })
}

/** Ids that no catalog has. Catalogs live above the domain, so the schema cannot list them itself. */
function unknownIds(spec: ExperimentSpec, known: KnownIds): SpecProblem[] {
  const propagators = [NO_PROPAGATOR, ...known.propagators]
  const lists: [field: string, ids: readonly string[], names: readonly string[]][] = [
    ['grid.models', spec.grid.models, known.models],
    ['grid.policies', idsOf(spec.grid.policies), known.policies],
    ['grid.propagators', spec.grid.propagators, propagators],
    ['interpolationQuality.propagators', spec.interpolationQuality?.propagators ?? [], known.propagators],
    ['interpolationQuality.policies', idsOf(spec.interpolationQuality?.policies ?? []), known.policies],
  ]
  return lists.flatMap(([field, ids, names]) =>
    ids.flatMap((found, at) => (names.includes(found) ? [] : [unknownName({ field: `${field}.${at}`, found, names })])),
  )
}

function idsOf(policies: readonly string[]): string[] {
  return policies.map((name) => parsePolicyName(name).id)
}

function policyProblems(spec: ExperimentSpec, { policies, policyProblem }: KnownIds): SpecProblem[] {
  const lists = [
    ['grid.policies', spec.grid.policies],
    ['interpolationQuality.policies', spec.interpolationQuality?.policies ?? []],
  ] as const
  return lists.flatMap(([field, names]) =>
    names.flatMap((found, at) => {
      const policy = parsePolicyName(found)
      const problem = policies.includes(policy.id) ? (policyProblem?.(policy) ?? null) : null
      const place = `${field}.${at}`
      return problem === null
        ? []
        : [{ field: place, found, allowed: problem, sentence: `${place} is "${found}": ${problem}` }]
    }),
  )
}

function specInvalid(problems: readonly SpecProblem[]): SlicewrightError {
  const sentences = problems.map(({ sentence }) => sentence).join(' ')
  return new SlicewrightError('SPEC_INVALID', `The experiment spec is not valid. ${sentences}`, {
    details: { problems: problems.map(({ field, found, allowed }) => ({ field, found, allowed })) },
  })
}
