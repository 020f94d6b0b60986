import { estimateQuality } from '../../../domain/propagation/estimate/estimateQuality'
import { errorDefaultsOf, type MethodFamily } from '../../../domain/propagation/estimate/errorDefaults'
import type { KeySliceObservation } from '../../../domain/propagation/estimate/KeySliceObservation'
import { leftOutFactsOf, methodFamilyOf } from '../../../domain/propagation/estimate/LeftOutFacts'
import type { QualityEstimate } from '../../../domain/propagation/estimate/QualityEstimate'
import type { LearningSource, Propagator } from '../../../domain/propagation/Propagator'
import type { OutsideRule } from '../../../domain/propagation/rules'
import { SeededRandom } from '../../../domain/random/SeededRandom'
import {
  isLearned,
  type CatalogPropagator,
  type CohortCase,
  type FitContext,
  type PropagationModel,
} from '../LearnedPropagator'
import { fillCohort, observeCohort } from './fillCohort'

/** The same for every candidate: where they are compared, none of them may leave out what others fill. */
export const AUTO_OUTSIDE: OutsideRule = 'half-way'
/** Whole volumes filled by each method to see at which distances and sizes it is used; more would change little. */
const FILLED_CASE_LIMIT = 20

export interface TriedCandidate {
  readonly id: string
  readonly learnsFrom: LearningSource
  readonly family: MethodFamily
  /** null where the method says nothing about slices that it was not trained on. */
  readonly estimate: QualityEstimate | null
  readonly observations: readonly KeySliceObservation[]
  /** null for a method that learns nothing. */
  readonly model: PropagationModel | null
  readonly seconds: number
}

/** Trains a method if it has to be trained, and estimates how good it is on the cohort. */
export async function tryCandidate({
  candidate,
  cases,
  sliceLimit,
  context,
}: {
  candidate: CatalogPropagator
  cases: readonly CohortCase[]
  sliceLimit: number
  context: FitContext
}): Promise<TriedCandidate> {
  const begunAtMs = performance.now()
  const { id, learnsFrom } = candidate
  const finish = (found: Pick<TriedCandidate, 'family' | 'estimate' | 'observations' | 'model'>): TriedCandidate => ({
    id,
    learnsFrom,
    ...found,
    seconds: (performance.now() - begunAtMs) / 1000,
  })
  if (!isLearned(candidate)) {
    const found = await examine({
      propagator: candidate,
      family: methodFamilyOf(candidate),
      held: null,
      cases,
      sliceLimit,
      context,
    })
    return finish({ ...found, model: null })
  }
  const model = await candidate.fit(cases, {}, withOwnCheckpoints(context, id))
  const said = leftOutFactsOf(model.facts)
  const held = learnsFrom === 'annotated-slices' ? (said?.observations ?? []) : null
  const family = said?.family ?? methodFamilyOf(candidate)
  const ready = await candidate.open(model, { backend: context.backend })
  try {
    const { propagator } = ready
    const found = await examine({ propagator, family, held, cases, sliceLimit, context })
    const isKnown = held === null || held.length > 0
    return finish({ ...found, estimate: isKnown ? found.estimate : null, model })
  } finally {
    await ready.close()
  }
}

async function examine({
  propagator,
  family,
  held,
  cases,
  sliceLimit,
  context,
}: {
  propagator: Propagator
  family: MethodFamily
  /** What the method brought along of slices it was not trained on; null where leaving slices out tells the same. */
  held: readonly KeySliceObservation[] | null
  cases: readonly CohortCase[]
  sliceLimit: number
  context: FitContext
}): Promise<Pick<TriedCandidate, 'family' | 'estimate' | 'observations'>> {
  const { seed, signal } = context
  // The defaults; what a model was trained with is within it.
  const method = { propagator, params: {}, outside: AUTO_OUTSIDE }
  const report: FitContext['report'] = (progress) =>
    context.report({ ...progress, stage: `${propagator.label}: ${progress.stage}` })
  const observations = held ?? (await observeCohort({ cases, method, sliceLimit, seed, signal, report }))
  // The same cases for every method.
  const sample = SeededRandom.for(seed, 'filled cases').shuffled(cases).slice(0, FILLED_CASE_LIMIT)
  const filled = await fillCohort({ cases: sample, method, seed, signal, report })
  const { cohort } = estimateQuality({ observations, cases: filled, defaults: errorDefaultsOf(family), seed })
  return { family, estimate: cohort, observations }
}

function withOwnCheckpoints(context: FitContext, id: string): FitContext {
  return {
    ...context,
    report: (progress) => context.report(progress),
    measure: (measurement) => context.measure(measurement),
    readCheckpoint: (name) => context.readCheckpoint(`${id}-${name}`),
    writeCheckpoint: (name, checkpoint) => context.writeCheckpoint(`${id}-${name}`, checkpoint),
  }
}
