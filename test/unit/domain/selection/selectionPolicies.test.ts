import { describe, expect, it } from 'vitest'
import { selectionPolicies } from '../../../../src-main/catalog/selectionPolicies'
import { sliceCountOf } from '../../../../src-main/domain/selection/sliceCount'

const fixed = (sliceCount: number, budgetSlices: number, params = {}, seed = 0) =>
  selectionPolicies.get('fixed-interval').select({ sliceCount, budgetSlices, seed, params })
const random = (sliceCount: number, budgetSlices: number, seed: number) =>
  selectionPolicies.get('uniform-random').select({ sliceCount, budgetSlices, seed })

describe('sliceCountOf', () => {
  it.each([
    [0.05, 10, 1],
    [0.1, 35, 4],
    [0.2, 12, 2],
    [0.5, 3, 2],
    [0.01, 10, 1],
    [1, 94, 94],
  ])('density %d of %i slices is %i', (densityFraction, sliceCount, expected) => {
    expect(sliceCountOf({ densityFraction, sliceCount })).toBe(expected)
  })

  it.each([0, -0.1, 1.0001, 2, 5, Number.NaN])('refuses a density of %d', (densityFraction) => {
    expect(() => sliceCountOf({ densityFraction, sliceCount: 10 })).toThrow(
      expect.objectContaining({ code: 'DENSITY_OUT_OF_RANGE' }),
    )
  })
})

describe('fixed-interval', () => {
  it.each([
    // floor((i + 0.5) · 10 / 4): 1.25, 3.75, 6.25, 8.75
    [10, 4, {}, [1, 3, 6, 8]],
    [10, 4, { phase: 0 }, [0, 2, 5, 7]],
    [10, 4, { phase: 0.999 }, [2, 4, 7, 9]],
    [10, 1, {}, [5]],
    [5, 5, { phase: 0.999 }, [0, 1, 2, 3, 4]],
  ])('%i slices, %i of them, %o', (sliceCount, budgetSlices, params, expected) => {
    expect(fixed(sliceCount, budgetSlices, params)).toEqual(expected)
  })

  it('gives n different slices for every n and D', () => {
    for (let sliceCount = 1; sliceCount <= 130; sliceCount++)
      for (let budgetSlices = 1; budgetSlices <= sliceCount; budgetSlices++)
        for (const phase of [0, 0.5, 0.999]) {
          const indices = fixed(sliceCount, budgetSlices, { phase })
          expect(new Set(indices).size).toBe(budgetSlices)
          expect(indices[0] >= 0 && indices[budgetSlices - 1] < sliceCount).toBe(true)
        }
  })

  it('draws its phase from the seed if asked', () => {
    const first = fixed(100, 3, { seededPhase: true }, 1)
    expect(fixed(100, 3, { seededPhase: true }, 1)).toEqual(first)
    const starts = Array.from({ length: 50 }, (_, seed) => fixed(100, 3, { seededPhase: true }, seed)[0])
    expect(new Set(starts).size).toBeGreaterThan(15)
    // Each start is in the first interval.
    expect(Math.max(...starts)).toBeLessThanOrEqual(33)
    expect(first[1] - first[0]).toBeGreaterThanOrEqual(33)
  })

  it('names a parameter that it does not know, and a value that does not fit', () => {
    expect(() => fixed(10, 2, { phse: 0.5 })).toThrow(/phse.*It takes phase, seededPhase/)
    expect(() => fixed(10, 2, { phase: 1 })).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
  })
})

describe('uniform-random', () => {
  it('gives n different slices, ascending, the same for the same seed', () => {
    const indices = random(94, 10, 3)
    expect(new Set(indices).size).toBe(10)
    expect([...indices].sort((a, b) => a - b)).toEqual(indices)
    expect(random(94, 10, 3)).toEqual(indices)
    expect(random(94, 10, 4)).not.toEqual(indices)
    expect(random(7, 7, 0)).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it('selects more around what it selected before', () => {
    const few = random(50, 5, 8)
    expect(random(50, 20, 8)).toEqual(expect.arrayContaining(few))
  })

  it('is fair: over 4000 seeds each of 10 slices is among 3 in 30 % of the draws', () => {
    const counts = new Array<number>(10).fill(0)
    for (let seed = 0; seed < 4000; seed++) for (const sliceIndex of random(10, 3, seed)) counts[sliceIndex]++
    // sd of a count is sqrt(4000 · 0.3 · 0.7) = 29; four of them.
    for (const count of counts) expect(Math.abs(count - 1200)).toBeLessThan(116)
  })
})

describe('the catalog', () => {
  it('lists the known ids for an unknown one', () => {
    expect(() => selectionPolicies.get('nearest')).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_ID',
        message: expect.stringContaining('fixed-interval, uniform-random'),
      }),
    )
  })

  it.each([0, 11, 2.5])('refuses %d of 10 slices', (budgetSlices) => {
    expect(() => fixed(10, budgetSlices)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
  })
})
