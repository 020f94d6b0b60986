import { describe, expect, it } from 'vitest'
import { chooseTrainingCases } from '../../../../src-main/domain/experiment/chooseTrainingCases'

const caseIds = Array.from({ length: 13 }, (_, at) => `case-${String(at).padStart(2, '0')}`)
const choose = (volumeFraction: number, seed = 0, ids = caseIds) =>
  chooseTrainingCases({ caseIds: ids, volumeFraction, seed })

describe('chooseTrainingCases', () => {
  it('takes ceil(s · N)', () => {
    expect([1 / 8, 1 / 4, 1 / 2, 1].map((s) => choose(s).length)).toEqual([2, 4, 7, 13])
    // 0.07 · 100 is 7.000000000000001 in floating point; on paper it is 7.
    expect(
      choose(
        0.07,
        0,
        Array.from({ length: 100 }, (_, at) => `case-${at}`),
      ),
    ).toHaveLength(7)
  })

  it('nests: the volumes of a smaller s are among those of a larger, for every seed', () => {
    for (const seed of [0, 1, 2]) {
      const [eighth, quarter, half, all] = [1 / 8, 1 / 4, 1 / 2, 1].map((s) => choose(s, seed))
      expect(quarter).toEqual(expect.arrayContaining(eighth!))
      expect(half).toEqual(expect.arrayContaining(quarter!))
      expect(all).toEqual(caseIds)
    }
  })

  it('depends on the seed and not on the order of the cases', () => {
    expect(choose(0.5, 1)).not.toEqual(choose(0.5, 0))
    expect(choose(0.5, 0, [...caseIds].reverse())).toEqual(choose(0.5, 0))
  })
})
