import { expect, it } from 'vitest'
import { withoutCaseIds } from '../../../../src-main/engine/propagation/withoutCaseIds'

it('numbers the cases wherever they are named, and leaves everything else', () => {
  const facts = { leftOut: [{ caseId: 'MEIER_ANNA', sliceIndex: 3 }], weightOf: { MEIER_ANNA: 0.5 }, family: 'learned' }
  expect(withoutCaseIds(facts, ['A', 'MEIER_ANNA'])).toEqual({
    leftOut: [{ caseId: 'case-2', sliceIndex: 3 }],
    weightOf: { 'case-2': 0.5 },
    family: 'learned',
  })
})
