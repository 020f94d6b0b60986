import type { Results, RunResult } from '../experiment/results'
import { comparePaired, MINIMUM_CASE_COUNT, type PairedComparison } from '../statistics/comparePaired'
import { configurationsOf, distinctNumbers, replicateKeyOf, variantsOf, type Configuration } from './configurations'
import { foregroundByCase } from './foregroundByCase'
import { meanOf } from './summariseReplicates'

/** Equivalence margin of the comparison with dense annotation. */
export const EQUIVALENCE_MARGIN_IOU = 0.01

interface RankedConfiguration {
  readonly configuration: Configuration
  /** Mean over test cases of the mean over replicates. */
  readonly iou: number
}

/** What to do with one budget, as far as this experiment can tell. */
export interface BudgetRecommendation {
  readonly variant: string
  readonly budgetSlices: number
  readonly best: RankedConfiguration
  /** Null if the budget was spent in one way only. */
  readonly runnerUp: RankedConfiguration | null
  /** Best − runner-up, paired by test case. */
  readonly overRunnerUp: PairedComparison | null
  /** Best − dense reference, paired by test case; null without a dense reference. */
  readonly overDense: PairedComparison | null
  /** Mean over test cases of the dense reference; null without one. */
  readonly denseIou: number | null
  /** False where configurations of this budget share no policy and seed, so that all of their runs were compared. */
  readonly isMatched: boolean
  /** Every s that was tried at this budget. */
  readonly volumeFractions: readonly number[]
}

/** @returns by network, then ascending budget; configurations without a score are left out */
export function recommendBudgets(results: Results): BudgetRecommendation[] {
  return variantsOf(results).flatMap(({ label, sparseRuns, denseRuns }) => {
    const dense = foregroundByCase(denseRuns, 'iou')
    const byBudget = Map.groupBy(configurationsOf(sparseRuns), ({ budgetSlices }) => budgetSlices)
    return [...byBudget].flatMap(([budgetSlices, configurations]) => {
      const { isMatched, runsOf } = matchReplicates(configurations)
      const candidates = configurations.map((configuration) => ({
        configuration,
        byCase: foregroundByCase(runsOf(configuration), 'iou'),
      }))
      const ranked = rank(candidates)
      if (ranked.length === 0) return []
      const [best, second] = ranked
      const recommendation: BudgetRecommendation = {
        variant: label,
        budgetSlices,
        best: { configuration: best.configuration, iou: best.iou },
        runnerUp: second === undefined ? null : { configuration: second.configuration, iou: second.iou },
        overRunnerUp: second === undefined ? null : comparePaired(best.byCase, second.byCase),
        overDense: comparePaired(best.byCase, dense),
        denseIou: meanOf(dense),
        isMatched,
        volumeFractions: distinctNumbers(configurations.map(({ volumeFraction }) => volumeFraction)),
      }
      return [recommendation]
    })
  })
}

/** True if the whole interval of the difference to dense annotation lies above −EQUIVALENCE_MARGIN_IOU, over enough cases. */
export function isAsGoodAsDense({ overDense }: BudgetRecommendation): boolean {
  if (overDense?.interval == null || overDense.caseCount < MINIMUM_CASE_COUNT) return false
  return overDense.interval.low > -EQUIVALENCE_MARGIN_IOU
}

interface Candidate {
  readonly configuration: Configuration
  readonly byCase: ReadonlyMap<string, number>
}

/** Best first, by the mean over the cases that all candidates have a score for. */
function rank(candidates: readonly Candidate[]): (Candidate & { iou: number })[] {
  const scored = candidates.filter(({ byCase }) => byCase.size > 0)
  return scored
    .flatMap(({ configuration, byCase }) => {
      const shared = new Map([...byCase].filter(([caseId]) => scored.every((other) => other.byCase.has(caseId))))
      const iou = meanOf(shared) ?? meanOf(byCase)
      return iou === null ? [] : [{ configuration, byCase: shared.size > 0 ? shared : byCase, iou }]
    })
    .sort((a, b) => b.iou - a.iou)
}

/** Only policies and seeds that every configuration has, if there are any: otherwise a policy's luck would look like a configuration's merit. */
function matchReplicates(configurations: readonly Configuration[]): {
  isMatched: boolean
  runsOf: (configuration: Configuration) => readonly RunResult[]
} {
  const keys = configurations.map(({ runs }) => new Set(runs.map(replicateKeyOf)))
  const shared = [...keys[0]].filter((key) => keys.every((others) => others.has(key)))
  if (shared.length === 0) return { isMatched: false, runsOf: ({ runs }) => runs }
  return { isMatched: true, runsOf: ({ runs }) => runs.filter((run) => shared.includes(replicateKeyOf(run))) }
}
