import { expect, it } from 'vitest'
import type { PlanPropagation } from '../../../../src-main/contract/propagation'
import type { QualityEstimate } from '../../../../src-main/domain/propagation/estimate/QualityEstimate'
import {
  estimateSentence,
  noEstimateSentence,
  resultParts,
} from '../../../../src-renderer/pages/propagation/estimateWords'

const estimate: QualityEstimate = {
  iou: 0.7812,
  low: 0.741,
  high: 0.809,
  byDistance: [],
  observationCount: 1,
  basis: 'defaults',
}
const result: PlanPropagation = {
  title: 'Propagate liver, 2 volumes',
  cases: [
    { caseId: 'a', filledSliceCount: 9, seconds: 1, iou: 0.7, iouByClass: [], estimate },
    { caseId: 'b', filledSliceCount: 9, seconds: 1, iou: 0.9, iouByClass: [], estimate: null },
  ],
  estimate,
  model: null,
  problems: [],
}

it('says the estimate with its interval, and the truth beside it where it is known', () => {
  expect(resultParts(result)).toEqual({
    title: 'Propagate liver, 2 volumes',
    estimate: 'Estimated IoU 0.78 (0.74–0.81)',
    truth: 'true IoU 0.80',
    problems: null,
  })
  const unknown = { ...result, estimate: null, cases: result.cases.map((each) => ({ ...each, iou: null })) }
  expect(resultParts(unknown)).toMatchObject({ estimate: null, truth: null })
})

it('says how it was made, and when it rests on other data', () => {
  expect(estimateSentence(estimate)).toContain('left out, predicted from the others')
  expect(estimateSentence(estimate)).toContain('(1 comparison)')
  expect(estimateSentence(estimate)).toContain('a first guess')
  expect(estimateSentence({ ...estimate, basis: 'observations', observationCount: 1200 })).toContain(
    '(1,200 comparisons)',
  )
  expect(estimateSentence({ ...estimate, basis: 'observations' })).not.toContain('first guess')
})

it('says why there is none, and what would give one', () => {
  const one = { annotatedSliceIndices: [4], emptySliceIndices: [] }
  expect(noEstimateSentence([one, one])).toContain('Annotate a second slice')
  expect(noEstimateSentence([one, { annotatedSliceIndices: [4], emptySliceIndices: [8] }])).toContain('page Review')
})
