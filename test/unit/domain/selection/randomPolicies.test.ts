import { describe, expect, it } from 'vitest'
import { selectionPolicies } from '../../../../src-main/catalog/selectionPolicies'

const select = (policy: string, request: { isForeground?: boolean[]; params?: object; seed?: number }, budget = 4) =>
  selectionPolicies.get(policy).select({
    sliceCount: 10,
    budgetSlices: budget,
    seed: request.seed ?? 0,
    isForeground: request.isForeground,
    params: { ...request.params },
  })
const flags = (...slices: number[]) => Array.from({ length: 10 }, (_, slice) => slices.includes(slice))
const seeds = Array.from({ length: 60 }, (_, seed) => seed)

describe('jittered', () => {
  it('draws one slice from each bin, every slice of it at times', () => {
    // 10 slices, 4 bins of 2.5: centres 0.5 … 9.5 fall into {0, 1}, {2, 3, 4}, {5, 6}, {7, 8, 9}.
    const bins = [
      [0, 1],
      [2, 3, 4],
      [5, 6],
      [7, 8, 9],
    ]
    const drawn = seeds.map((seed) => select('jittered', { seed }))
    bins.forEach((bin, at) => expect([...new Set(drawn.map((each) => each[at]))].sort()).toEqual(bin))
  })

  it('gives n different slices for every n', () => {
    for (let budget = 1; budget <= 10; budget++)
      for (const seed of seeds) expect(new Set(select('jittered', { seed }, budget)).size).toBe(budget)
    expect(select('jittered', { seed: 3 })).toEqual(select('jittered', { seed: 3 }))
  })
})

describe('positive-stratified', () => {
  const positives = (isForeground: boolean[], params = {}, budget = 4) =>
    seeds.map((seed) => {
      const chosen = select('positive-stratified', { isForeground, params, seed }, budget)
      expect(new Set(chosen).size).toBe(budget)
      return chosen.filter((slice) => isForeground[slice]).length
    })

  it.each([
    // min(P, ceil(f·n))
    { isForeground: flags(3, 4, 5, 6), params: {}, expected: 2 },
    { isForeground: flags(3, 4, 5, 6), params: { positiveFraction: 0.6 }, expected: 3 },
    { isForeground: flags(3), params: {}, expected: 1 },
    { isForeground: flags(), params: {}, expected: 0 },
    // One slice without target is all there is: three with it.
    { isForeground: flags(0, 1, 2, 3, 4, 5, 6, 7, 8), params: {}, expected: 3 },
  ])('takes $expected with target of 4 ($params)', ({ isForeground, params, expected }) => {
    expect(new Set(positives(isForeground, params))).toEqual(new Set([expected]))
  })
})

describe('foreground-aware-random', () => {
  it('draws round(f·n) among those with target, the rest anywhere', () => {
    const isForeground = flags(3, 4, 5, 6, 7)
    const counts = seeds.map(
      (seed) => select('foreground-aware-random', { isForeground, seed }).filter((slice) => isForeground[slice]).length,
    )
    // round(0.66 · 4) = 3, and the fourth at times too.
    expect([...new Set(counts)].sort()).toEqual([3, 4])
    expect(select('foreground-aware-random', { isForeground: flags(), seed: 1 })).toHaveLength(4)
  })
})

it.each(['positive-stratified', 'foreground-aware-random'])('%s says what to do without a label map', (policy) => {
  expect(() => select(policy, {})).toThrow(/Import a label map/)
  expect(() => select(policy, { isForeground: [true] })).toThrow(/1 slices are described.*has 10/)
})
