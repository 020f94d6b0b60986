import { z } from 'zod'
import { SlicewrightError } from '../../../domain/errors'
import { chooseMethod } from '../../../domain/propagation/estimate/chooseMethod'
import { qualityEstimateSchema } from '../../../domain/propagation/estimate/QualityEstimate'
import type { Propagator } from '../../../domain/propagation/Propagator'
import { isLearned, type CatalogPropagator, type LearnedPropagator } from '../LearnedPropagator'
import { densityOf } from './fillCohort'
import { AUTO_OUTSIDE, tryCandidate, type TriedCandidate } from './tryCandidate'

/** The chosen method inside, and what was found of all of them. */
const autoFactsSchema = z.object({
  chosen: z.string(),
  chosenParams: z.record(z.string(), z.unknown()),
  chosenFacts: z.record(z.string(), z.unknown()),
  candidates: z.array(z.object({ id: z.string(), estimate: qualityEstimateSchema.nullable(), seconds: z.number() })),
})
type AutoFacts = z.infer<typeof autoFactsSchema>

/** @returns null of a model that was not made by `auto` */
export function autoFactsOf(facts: Readonly<Record<string, unknown>>): AutoFacts | null {
  return autoFactsSchema.safeParse(facts).data ?? null
}

/**
 * Picks, for a project, the method with the best estimate: every candidate predicts the same left-out annotated slices, and what that
 * lets expect at the distances that occur in the project decides (domain/propagation/estimate).
 * @param options.candidates rows of the catalog; passed in, because the catalog lists `auto` too
 * @param options.unlessAsked ids of candidates that cost so much training that they are tried only if they are named
 */
export function createAuto(options: {
  readonly candidates: readonly CatalogPropagator[]
  readonly unlessAsked?: readonly string[]
}): LearnedPropagator {
  const { candidates, unlessAsked = [] } = options
  const ids = candidates.map(({ id }) => id)
  const byId = (id: string): CatalogPropagator => {
    const found = candidates.find((each) => each.id === id)
    if (found !== undefined) return found
    throw new SlicewrightError('BAD_REQUEST', `"auto" cannot choose "${id}": it knows ${ids.join(', ')}.`, {
      details: { ids },
    })
  }
  const params = z.object({
    candidates: z
      .array(z.enum(ids))
      .min(1)
      .default(ids.filter((id) => !unlessAsked.includes(id)))
      .describe(
        'Methods to choose from. Those that have to be trained first take minutes; leave them out to choose within seconds',
      ),
    sliceLimit: z
      .int()
      .min(10)
      .max(2000)
      .default(200)
      .describe('Annotated slices that are left out to compare, at most'),
  })
  return {
    id: 'auto',
    label: 'Automatic choice',
    kind: 'fill',
    source:
      'Leave-one-key-slice-out quality of each method on the annotated slices of the project (docs/explanation/mask-quality.md)',
    needsImage: candidates.some(({ needsImage }) => needsImage),
    learnsFrom: 'annotated-slices',
    defaultOutside: AUTO_OUTSIDE,
    params,
    async fit(cases, given, context) {
      const settings = params.strict().safeParse(given ?? {})
      if (!settings.success)
        throw new SlicewrightError(
          'BAD_REQUEST',
          `Parameters of propagator "auto" are wrong: ${z.prettifyError(settings.error)}`,
        )
      const tried: TriedCandidate[] = []
      for (const [done, id] of settings.data.candidates.entries()) {
        context.report({ stage: 'comparing methods', done, total: settings.data.candidates.length, unit: 'methods' })
        tried.push(await tryCandidate({ candidate: byId(id), cases, sliceLimit: settings.data.sliceLimit, context }))
      }
      const densityFraction = await densityOf(cases, context.signal)
      const chosenId = chooseMethod({ candidates: tried, densityFraction })
      const chosen = tried.find(({ id }) => id === chosenId) ?? tried[0]
      const facts: AutoFacts = {
        chosen: chosen.id,
        chosenParams: { ...chosen.model?.params },
        chosenFacts: { ...chosen.model?.facts },
        candidates: tried.map(({ id, estimate, seconds }) => ({ id, estimate, seconds })),
      }
      return {
        method: 'auto',
        params: settings.data,
        weights: chosen.model?.weights ?? {},
        facts: { ...facts, leftOut: chosen.leftOut },
      }
    },
    async open(model, { backend }) {
      const found = autoFactsOf(model.facts)
      if (found === null)
        throw new SlicewrightError(
          'MODEL_INVALID',
          'The model does not say which method was chosen. Choose again: propagate with "auto" without a model.',
        )
      const { chosen, chosenParams, chosenFacts } = found
      const candidate = byId(chosen)
      if (!isLearned(candidate)) return { propagator: withOwnParams(candidate), close: () => Promise.resolve() }
      const inner = { method: chosen, params: chosenParams, weights: model.weights, facts: chosenFacts }
      const ready = await candidate.open(inner, { backend })
      return { propagator: withOwnParams(ready.propagator), close: () => ready.close() }
    },
  }
}

/** Whoever runs it passes the parameters of `auto`; the chosen method has its own, the defaults or those within its model. */
function withOwnParams(propagator: Propagator): Propagator {
  return propagator.kind === 'step'
    ? { ...propagator, open: (request) => propagator.open(request, {}) }
    : { ...propagator, fill: (request) => propagator.fill(request, {}) }
}
