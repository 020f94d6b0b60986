import { z } from 'zod'
import type { Backend } from '../../../src-main/compute/backends/Backend'
import { isLearned, type CohortCase } from '../../../src-main/compute/propagators/LearnedPropagator'
import { throwIfCancelled } from '../../../src-main/domain/errors'
import { estimateCohort } from '../../../src-main/engine/propagation/estimateCohort'
import { readyPropagator, type PreparedPropagator } from '../../../src-main/engine/propagation/readyPropagator'
import {
  filledCase,
  measureCase,
  measuredCaseSchema,
  readCaseImage,
  sparseCase,
  STUDY_AXIS,
  type MeasuredCase,
} from './measureCase'
import { caseKey, estimateKey, learnsFromImages, type HashedCase, type StudyCell } from './studyCells'
import type { StudyStore } from './StudyStore'

const estimateSchema = z.object({ iou: z.number(), low: z.number(), high: z.number() }).nullable()

/** What the annotated slices alone let expect, as the product says it; null where it says nothing. */
const measuredEstimateSchema = z.object({
  cohort: estimateSchema,
  cases: z.array(z.object({ caseId: z.string(), estimate: estimateSchema })),
  /** Training, where there was any, and the estimate. */
  seconds: z.number(),
})
type MeasuredEstimate = z.infer<typeof measuredEstimateSchema>

/** A cell of which everything is computed. */
export interface FinishedCell {
  readonly cell: StudyCell
  /** In the order of the cohort. */
  readonly cases: readonly MeasuredCase[]
  readonly estimate: MeasuredEstimate
}

export interface CellContext {
  readonly store: StudyStore
  readonly signal: AbortSignal
  readonly keepsTrainings: boolean
  /** Opened when a learned method first needs it. */
  backend(): Promise<Backend>
  report(progress: { stage: string; done: number; total: number; unit: string }): void
}

/** @returns null unless all of it is there */
export function readFinishedCell(cell: StudyCell, store: StudyStore): FinishedCell | null {
  const estimate = store.read(estimateKey(cell), measuredEstimateSchema)
  if (estimate === null) return null
  const cases = cell.cohort.cases.flatMap((each) => store.read(caseKey(cell, each), measuredCaseSchema) ?? [])
  return cases.length < cell.cohort.cases.length ? null : { cell, cases, estimate }
}

/**
 * Computes what of a cell is not there yet. Each case and the estimate are kept as soon as they are known, a training goes on from its last
 * checkpoint, and a trained model is kept until everything that it is needed for is computed.
 */
export async function runCell(cell: StudyCell, context: CellContext): Promise<FinishedCell> {
  const { store, signal, report } = context
  const begunAtMs = performance.now()
  const ready = await readyFor(cell, context)
  const trainingSeconds = (performance.now() - begunAtMs) / 1000
  try {
    const { propagator, params, model } = ready
    const cases: MeasuredCase[] = []
    for (const each of cell.cohort.cases) {
      throwIfCancelled(signal, 'The study')
      report({ stage: 'filling volumes', done: cases.length, total: cell.cohort.cases.length, unit: 'volumes' })
      const key = caseKey(cell, each)
      const known = store.read(key, measuredCaseSchema)
      const measured = known ?? (await measureCase({ cell, each, propagator, params, signal }))
      if (known === null) await store.write(key, measured)
      cases.push(measured)
    }
    const estimatedAtMs = performance.now()
    const { cohort, cases: byCase } = await estimateCohort({
      cases: cell.cohort.cases.map((each) => cohortCase(cell, each, signal)),
      filled: cell.cohort.cases.map(({ caseId }, at) => filledCase(caseId, cases[at])),
      method: { propagator, params },
      model,
      seed: cell.seed,
      signal,
      report,
    })
    const ends = (found: typeof cohort) =>
      found === null ? null : { iou: found.iou, low: found.low, high: found.high }
    const estimate: MeasuredEstimate = {
      cohort: ends(cohort),
      cases: cell.cohort.cases.map(({ caseId }) => ({ caseId, estimate: ends(byCase.get(caseId) ?? null) })),
      seconds: trainingSeconds + (performance.now() - estimatedAtMs) / 1000,
    }
    await store.write(estimateKey(cell), estimate)
    if (!context.keepsTrainings) await forgetWhatIsNotNeeded(cell, store)
    return { cell, cases, estimate }
  } finally {
    await ready.close()
  }
}

/** Models of methods that learn from images are few, small, and needed at the other densities too: they stay. */
async function forgetWhatIsNotNeeded(cell: StudyCell, store: StudyStore): Promise<void> {
  if (!learnsFromImages(cell.method)) await store.forgetModel(cell.trainingKey)
  const done = cell.isLent ? [] : [cell, ...cell.borrowsFrom]
  for (const { method, trainingKey } of done) if (!learnsFromImages(method)) await store.forgetTraining(trainingKey)
}

/** A trained model is opened from its file even where it was trained just now, so that an interruption in between changes nothing. */
async function readyFor(cell: StudyCell, { store, signal, backend, report }: CellContext): Promise<PreparedPropagator> {
  const { entry, params } = cell.method
  const request = {
    entry,
    cohort: () => cell.cohort.cases.map((each) => cohortCase(cell, each, signal)),
    seed: cell.seed,
    context: { signal, report, measure: () => undefined },
  }
  if (!isLearned(entry)) return readyPropagator({ ...request, params, device: {} })
  const device = { backend: await backend() }
  if (!store.hasModel(cell.trainingKey)) {
    const lenders = cell.borrowsFrom.map(({ method, trainingKey }) => ({ methodId: method.id, key: trainingKey }))
    const checkpoints = store.checkpoints(cell.trainingKey, lenders)
    const trained = await readyPropagator({ ...request, params, device, checkpoints })
    await trained.close()
    if (trained.model !== null) await store.writeModel(cell.trainingKey, trained.model)
  }
  // What it was trained with is within the model.
  return readyPropagator({ ...request, params: {}, device, model: await store.readModel(cell.trainingKey) })
}

function cohortCase(cell: StudyCell, each: HashedCase, signal: AbortSignal): CohortCase {
  return {
    caseId: each.caseId,
    axis: STUDY_AXIS,
    loadImage: () => readCaseImage(each, signal),
    loadSparse: async () => (await sparseCase(each, cell)).sparse,
  }
}
