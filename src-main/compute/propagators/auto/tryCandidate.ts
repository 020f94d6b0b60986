import { estimateQuality } from '../../../domain/propagation/estimate/estimateQuality'
import { leftOutFactsOf, leftOutNow, type LeftOutFacts } from '../../../domain/propagation/estimate/LeftOutFacts'
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
  /** How it did on slices it had not seen. */
  readonly leftOut: LeftOutFacts
  /** null where the method says nothing about slices that it was not trained on. */
  readonly estimate: QualityEstimate | null
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
  const finish = (found: Pick<TriedCandidate, 'leftOut' | 'estimate' | 'model'>): TriedCandidate => ({
    id,
    learnsFrom,
    ...found,
    seconds: (performance.now() - begunAtMs) / 1000,
  })
  if (!isLearned(candidate))
    return finish({
      ...(await examine({ propagator: candidate, known: null, cases, sliceLimit, context })),
      model: null,
    })
  const model = await candidate.fit(cases, {}, withOwnCheckpoints(context, id))
  // Leaving slices out of a method that has learned from them tells nothing.
  const nothingKnown = learnsFrom === 'annotated-slices' ? leftOutNow(candidate, []) : null
  const known = leftOutFactsOf(model.facts) ?? nothingKnown
  const ready = await candidate.open(model, { backend: context.backend })
  try {
    const found = await examine({ propagator: ready.propagator, known, cases, sliceLimit, context })
    const isKnown = known === null || known.observations.length > 0
    return finish({ ...found, estimate: isKnown ? found.estimate : null, model })
  } finally {
    await ready.close()
  }
}

async function examine({
  propagator,
  known,
  cases,
  sliceLimit,
  context,
}: {
  propagator: Propagator
  /** What the method brought along of slices it was not trained on; null where leaving slices out tells the same. */
  known: LeftOutFacts | null
  cases: readonly CohortCase[]
  sliceLimit: number
  context: FitContext
}): Promise<Pick<TriedCandidate, 'leftOut' | 'estimate'>> {
  const { seed, signal } = context
  // The defaults; what a model was trained with is within it.
  const method = { propagator, params: {}, outside: AUTO_OUTSIDE }
  const report: FitContext['report'] = (progress) =>
    context.report({ ...progress, stage: `${propagator.label}: ${progress.stage}` })
  const leftOut =
    known ?? leftOutNow(propagator, await observeCohort({ cases, method, sliceLimit, seed, signal, report }))
  // The same cases for every method.
  const sample = SeededRandom.for(seed, 'filled cases').shuffled(cases).slice(0, FILLED_CASE_LIMIT)
  const filled = await fillCohort({ cases: sample, method, seed, signal, report })
  const { cohort } = estimateQuality({ leftOut, cases: filled, seed })
  return { leftOut, estimate: cohort }
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
