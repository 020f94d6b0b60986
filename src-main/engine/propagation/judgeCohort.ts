import type { CohortCase } from '../../compute/propagators/LearnedPropagator'
import type { QualityEstimate } from '../../domain/propagation/estimate/QualityEstimate'
import type { FilledCase } from '../../domain/propagation/estimate/FilledCase'
import { sliceConfidences } from '../../domain/propagation/estimate/sliceConfidence'
import type { OutsideRule, UnreachedRule } from '../../domain/propagation/rules'
import type { JobContext } from '../jobs/JobRunner'
import { wireErrorOf } from '../jobs/wireErrorOf'
import { estimateCohort } from './estimateCohort'
import type { PreparedPropagator } from './readyPropagator'

/** A case that was filled, as far as judging it goes. */
export interface JudgedFilling {
  readonly filled: FilledCase
  /** Mean confidence of each slice's foreground voxels; null where unknown. */
  readonly agreement: readonly (number | null)[]
}

interface Judgement {
  readonly cohort: QualityEstimate | null
  readonly byCase: ReadonlyMap<
    string,
    { readonly estimate: QualityEstimate | null; readonly confidence: readonly (number | null)[] }
  >
}

/**
 * What propagated masks are likely to be worth, for the cohort, each case and each slice. Where that cannot be found out, the masks are
 * there all the same: the reason is noted and nothing is claimed.
 * @param options.cases the sparse label maps that were filled
 * @throws CancelledError within half a second of the job's signal
 */
export async function judgeCohort({
  cases,
  fillings,
  prepared: { propagator, params, model },
  outside,
  unreached,
  seed,
  job,
}: {
  readonly cases: readonly CohortCase[]
  readonly fillings: readonly JudgedFilling[]
  readonly prepared: PreparedPropagator
  readonly outside: OutsideRule | undefined
  readonly unreached: UnreachedRule | undefined
  readonly seed: number
  readonly job: Pick<JobContext, 'signal' | 'report' | 'note'>
}): Promise<Judgement> {
  if (fillings.length === 0) return { cohort: null, byCase: new Map() }
  try {
    const estimated = await estimateCohort({
      cases,
      filled: fillings.map(({ filled }) => filled),
      method: { propagator, params, outside, unreached },
      model,
      seed,
      signal: job.signal,
      report: (progress) => job.report(progress),
    })
    const byCase = fillings.map(({ filled, agreement }) => {
      const confidence = sliceConfidences({ model: estimated.model, filled, agreement })
      return [filled.caseId, { estimate: estimated.cases.get(filled.caseId) ?? null, confidence }] as const
    })
    return { cohort: estimated.cohort, byCase: new Map(byCase) }
  } catch (error) {
    const { code, message } = wireErrorOf(error)
    if (code === 'CANCELLED') throw error
    job.note(`How good the masks are could not be estimated: ${message}`)
    return { cohort: null, byCase: new Map() }
  }
}
