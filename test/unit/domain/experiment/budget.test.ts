import { describe, expect, it } from 'vitest'
import { budgetFractionOf, isoBudgetGroups, nominalBudgetSlicesOf } from '../../../../src-main/domain/experiment/budget'

const PAPER_DENSITIES = [0.05, 0.1, 0.2, 0.4, 0.8]
const PAPER_VOLUME_FRACTIONS = [1 / 8, 1 / 4, 1 / 2, 1]
const paperGrid = PAPER_DENSITIES.flatMap((densityFraction) =>
  PAPER_VOLUME_FRACTIONS.map((volumeFraction) => ({ densityFraction, volumeFraction })),
)

describe('the budget', () => {
  it("groups the paper's 20 configurations as method.md A3 lists them", () => {
    const groups = isoBudgetGroups(paperGrid).map(({ budgetFraction, items }) => [budgetFraction, items.length])
    expect(groups).toEqual([
      [0.00625, 1],
      [0.0125, 2],
      [0.025, 3],
      [0.05, 4],
      [0.1, 4],
      [0.2, 3],
      [0.4, 2],
      [0.8, 1],
    ])
  })

  it.each([
    [0.05, 1 / 4, 1181.25],
    [0.1, 1 / 8, 1181.25],
    [0.05, 1 / 2, 2362.5],
    [0.2, 1 / 8, 2362.5],
    [0.05, 1, 4725],
    [0.4, 1 / 8, 4725],
    [0.4, 1, 37800],
    [0.8, 1 / 2, 37800],
  ])('ATLAS, ρ %f of s %f of 500 × 189 slices: %f', (densityFraction, volumeFraction, budgetSlices) => {
    expect(nominalBudgetSlicesOf({ densityFraction, volumeFraction, trainingSliceCount: 94_500 })).toBe(budgetSlices)
  })

  it('gives equal products one number, without floating-point noise', () => {
    expect(budgetFractionOf({ densityFraction: 0.1, volumeFraction: 0.7 })).toBe(0.07)
    expect(budgetFractionOf({ densityFraction: 0.7, volumeFraction: 0.1 })).toBe(0.07)
  })
})
