import type { FrozenCase } from '../../../src-main/contract/plans'
import type { PlanPropagation } from '../../../src-main/contract/propagation'
import type { QualityEstimate } from '../../../src-main/domain/propagation/estimate/QualityEstimate'
import { meanOf, volumesCounted } from './propagationWords'

/** "0.78 (0.74–0.81)" */
export function estimateFigure({ iou, low, high }: QualityEstimate): string {
  return `${iou.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`
}

/** What came of a propagation, in one line: title, estimated and true quality, problems. */
export function resultParts({ title, estimate, cases, problems }: PlanPropagation): {
  title: string
  estimate: string | null
  truth: string | null
  problems: string | null
} {
  const truth = meanOf(cases.map(({ iou }) => iou))
  return {
    title,
    estimate: estimate === null ? null : `Estimated IoU ${estimateFigure(estimate)}`,
    truth: truth === null ? null : `true IoU ${truth.toFixed(2)}`,
    problems: problems.length === 0 ? null : `${volumesCounted(problems.length)} with a problem`,
  }
}

/** How an estimate was made, for somebody who has never heard of it. */
export function estimateSentence({ observationCount, basis }: QualityEstimate): string {
  const made =
    'Annotated slices were left out, predicted from the others, and compared with what was drawn on them' +
    ` (${observationCount.toLocaleString('en')} ${observationCount === 1 ? 'comparison' : 'comparisons'}).`
  const weight =
    basis === 'observations'
      ? 'How the error grows with the distance is read off these, and applied to the slices that nobody drew.'
      : 'These are too few to decide it: it rests mostly on what was found on other data, so take it as a first guess.'
  return `${made} ${weight} In brackets: the 95 % interval.`
}

/** Why there is no estimate, and what would give one. */
export function noEstimateSentence(
  cases: readonly Pick<FrozenCase, 'annotatedSliceIndices' | 'emptySliceIndices'>[],
): string {
  const hasTwo = cases.some(
    ({ annotatedSliceIndices, emptySliceIndices }) =>
      annotatedSliceIndices.length > 0 && annotatedSliceIndices.length + emptySliceIndices.length > 1,
  )
  return hasTwo
    ? 'There is no estimate: what was left out could not be predicted by this method, or this model was trained with nothing left out. Judge the masks on the page Review.'
    : 'There is no estimate: it is made by leaving annotated slices out, and each volume has one at most. Annotate a second slice in some volumes, and propagate again.'
}
