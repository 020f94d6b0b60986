import type { Results } from '../experiment/results'
import { distinctNumbers } from './configurations'
import { describeCount, describeNumber, describePercent, describeQuantity } from './describeNumbers'
import type { ExperimentProgress } from './experimentProgress'
import { isAsGoodAsDense, recommendBudgets, type BudgetRecommendation } from './recommendBudgets'

/** Below this, percentile bootstrap intervals are known to be too narrow. */
const FEW_CASES = 20

/** What these numbers cannot say: the general, and what this experiment adds to it. */
export function describeLimitations(results: Results, progress: ExperimentProgress): string[] {
  const { dataset, runs } = results
  const sparse = runs.filter((run) => !run.isDenseReference)
  const seeds = distinctNumbers(runs.map((run) => run.configuration.seed))
  const recommendations = recommendBudgets(results)
  const largestGap = Math.max(
    0,
    ...sparse.map((run) => Math.abs(run.annotatedSliceCount / run.nominalBudgetSlices - 1)),
  )
  const when = (condition: boolean, sentence: string) => (condition ? [sentence] : [])
  return [
    ...when(
      !progress.isComplete,
      `The experiment is not complete. ${progress.sentence} What is missing may change every conclusion.`,
    ),
    ...when(
      seeds.length === 1,
      'Every configuration was trained with one seed, so the spread between trainings is unknown and not part of any interval.',
    ),
    ...when(
      seeds.length > 1,
      `Intervals resample test cases, after averaging ${describeQuantity(seeds.length, 'seed')} and the selection policies; they do not cover the spread between trainings, which the small rings in the figures show.`,
    ),
    ...when(
      dataset.testCaseIds.length < FEW_CASES,
      `There are ${describeQuantity(dataset.testCaseIds.length, 'test case')}: bootstrap intervals over so few cases are too narrow.`,
    ),
    ...when(
      recommendations.some(({ runnerUp }) => runnerUp !== null),
      'The best configuration of a budget was found by its score on the test cases that also measure its lead, and intervals are not corrected for the number of comparisons: leads are somewhat overestimated. Confirm a choice on other cases.',
    ),
    ...when(
      recommendations.some(({ isMatched }) => !isMatched),
      'At some budgets configurations share no selection policy and seed; there a difference may be one of policy or luck.',
    ),
    ...when(
      largestGap > 0.02,
      `Budgets are nominal (ρ·s·T). Whole slices in whole volumes make the number in fact annotated differ by up to ${describePercent(largestGap)}; the results table shows both.`,
    ),
    ...describeSaturation(recommendations),
    ...when(
      dataset.splitBy === 'case',
      'No patient ids were known, so cases were split as if each were another patient; if a patient has several cases, scores are too high.',
    ),
    'Sparse labels were cut out of dense ones: every slice is assumed to cost the same and to be annotated as well as in the data set. Empty slices are quicker in practice, and opening a volume costs time.',
    `All numbers are of one data set (${describeCount(dataset.trainCaseIds.length)} training volumes, ${dataset.name}); which way to spend a budget is best depends on the task.`,
  ]
}

/** Where the smallest budget does as well as all labels together, the experiment may not have tested labels at all. */
function describeSaturation(recommendations: readonly BudgetRecommendation[]): string[] {
  return [...Map.groupBy(recommendations, ({ variant }) => variant)].flatMap(([variant, [smallest]]) =>
    isAsGoodAsDense(smallest)
      ? [
          `${variant}: already the smallest budget does as well as dense annotation (IoU ${describeNumber(smallest.best.iou, 3)} against ${describeNumber(smallest.denseIou, 3)}). ` +
            'Either so few labels suffice, or training was too short for more labels to matter; train longer before relying on it.',
        ]
      : [],
  )
}
