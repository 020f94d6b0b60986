import type { Results } from '../experiment/results'
import { MINIMUM_CASE_COUNT, type PairedComparison } from '../statistics/comparePaired'
import type { Configuration } from './configurations'
import {
  describeCount,
  describeList,
  describeNumber,
  describePercent,
  describeQuantity,
  describeSigned,
} from './describeNumbers'
import {
  EQUIVALENCE_MARGIN_IOU,
  isAsGoodAsDense,
  recommendBudgets,
  type BudgetRecommendation,
} from './recommendBudgets'

/** For example "10 % of the slices in all 12 volumes, masks between them by signed-distance". */
function describeConfiguration(configuration: Configuration, trainingVolumeCount: number): string {
  const volumeCount = configuration.runs[0].trainingCaseIds.length
  const volumes =
    volumeCount === trainingVolumeCount
      ? `all ${describeQuantity(volumeCount, 'volume')}`
      : `${volumeCount} of ${describeQuantity(trainingVolumeCount, 'volume')}`
  const between = configuration.propagator === null ? '' : `, masks between them by ${configuration.propagator}`
  return `${describePercent(configuration.densityFraction)} of the slices in ${volumes}${between}`
}

/** For example "+0.030 IoU [0.010, 0.050]". */
function describeDifference({ meanDifference, interval }: PairedComparison): string {
  if (interval === null) return `${describeSigned(meanDifference, 3)} IoU`
  // An end that is not 0 must not be printed as 0.000: on which side of 0 the interval ends is the whole verdict.
  const ends = [interval.low, interval.high]
  const digits = ends.some((end) => end !== 0 && Math.abs(end) < 0.0005) ? 4 : 3
  const [low, high] = ends.map((end) => describeNumber(end, digits))
  return `${describeSigned(meanDifference, digits)} IoU [${low}, ${high}]`
}

/** One sentence a budget. */
export function describeRecommendation(recommendation: BudgetRecommendation, trainingVolumeCount: number): string {
  const { budgetSlices, best, runnerUp, overRunnerUp, isMatched } = recommendation
  const choice = `${describeConfiguration(best.configuration, trainingVolumeCount)} (IoU ${describeNumber(best.iou, 3)})`
  const start = `At ${describeQuantity(budgetSlices, 'slice')}: ${choice}`
  if (runnerUp === null || overRunnerUp === null) return `${start}; nothing else was tried at this budget.`
  const other = describeConfiguration(runnerUp.configuration, trainingVolumeCount)
  const difference = describeDifference(overRunnerUp)
  const verdict = overRunnerUp.canBeToldApart
    ? `; ${difference} over ${other}.`
    : `; ${overRunnerUp.caseCount < MINIMUM_CASE_COUNT ? 'too few cases to tell it apart from' : 'cannot be told apart from'} ${other} (${difference}).`
  return start + verdict + (isMatched ? '' : ' The two share no policy and seed, so all of their runs were compared.')
}

/** What stands first in the report: one or two sentences a network. */
export function describeSummary(results: Results): string[] {
  const byVariant = Map.groupBy(recommendBudgets(results), ({ variant }) => variant)
  return [...byVariant].map(([variant, recommendations]) => {
    const toldApart = recommendations.filter(({ overRunnerUp }) => overRunnerUp?.canBeToldApart === true)
    const compared = recommendations.filter(({ overRunnerUp }) => overRunnerUp !== null)
    const choice =
      compared.length === 0
        ? 'no budget was spent in two ways, so there is nothing to choose between'
        : toldApart.length === 0
          ? compared.length === 1
            ? 'at the one budget that was spent in several ways the best cannot be told apart from the next'
            : `at none of the ${describeQuantity(compared.length, 'budget')} that were spent in several ways can the best be told apart from the next`
          : toldApart.length === compared.length
            ? `the best way to spend the budget can be told apart from the next at ${compared.length === 1 ? 'the one budget' : `each of the ${describeQuantity(compared.length, 'budget')}`} spent in several ways`
            : `the best way to spend the budget can be told apart from the next at ${describeList(toldApart.map(({ budgetSlices }) => describeCount(budgetSlices)))} slices (${toldApart.length} of ${describeQuantity(compared.length, 'budget')} spent in several ways)`
    return `${variant}: ${choice}. ${describeDense(recommendations, results)}`
  })
}

function describeDense(recommendations: readonly BudgetRecommendation[], results: Results): string {
  if (recommendations.every(({ overDense }) => overDense === null))
    return 'There is no dense reference to compare with.'
  const enough = recommendations.find(isAsGoodAsDense)
  if (enough?.overDense == null)
    return `No budget tried is shown to be within ${EQUIVALENCE_MARGIN_IOU} IoU of dense annotation.`
  const share = enough.budgetSlices / results.dataset.trainingSliceCount
  const count = results.dataset.trainCaseIds.length
  return (
    `The smallest budget shown to be within ${EQUIVALENCE_MARGIN_IOU} IoU of dense annotation is ${describeQuantity(enough.budgetSlices, 'slice')} ` +
    `(${describePercent(share)} of all): ${describeConfiguration(enough.best.configuration, count)}, ${describeDifference(enough.overDense)} against dense (IoU ${describeNumber(enough.denseIou, 3)}).`
  )
}

/** Whether the choices here follow the paper's first finding: volumes before slices. */
export function describeAgreement(results: Results): string {
  const compared = recommendBudgets(results).filter(({ volumeFractions }) => volumeFractions.length > 1)
  if (compared.length === 0)
    return 'No budget here was spent on different numbers of volumes, so this experiment cannot check it.'
  const agreeing = compared.filter(
    ({ best, volumeFractions }) => best.configuration.volumeFraction === Math.max(...volumeFractions),
  )
  return `Here the best configuration uses the most volumes tried at its budget at ${agreeing.length} of ${describeQuantity(compared.length, 'budget')} that can check it.`
}
