import { describe, expect, it } from 'vitest'
import { selectionPolicies } from '../../../../src-main/catalog/selectionPolicies'
import { cosineSimilarity, euclideanDistance } from '../../../../src-main/domain/selection/descriptors/compareSlices'
import type { SliceDescriptors } from '../../../../src-main/domain/selection/descriptors/SliceDescriptors'
import { SeededRandom } from '../../../../src-main/domain/random/SeededRandom'

const rows = (...values: number[][]): SliceDescriptors => ({
  data: Float32Array.from(values.flat()),
  sliceCount: values.length,
  dimension: values[0].length,
})
const choose = (policy: string, descriptors: SliceDescriptors, budgetSlices: number, params = {}) =>
  selectionPolicies
    .get(policy)
    .choose({ sliceCount: descriptors.sliceCount, budgetSlices, seed: 0, descriptors, params })
const select = (...request: Parameters<typeof choose>) => choose(...request).map(({ sliceIndex }) => sliceIndex)
const drawn = (seed: number): SliceDescriptors => {
  const random = SeededRandom.for(seed, 'test')
  return rows(...Array.from({ length: 9 }, () => Array.from({ length: 3 }, () => random.normal())))
}

/** Every set of `size` of 0 … count − 1. */
function* subsets(count: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) yield []
  else
    for (let first = from; first < count; first++)
      for (const rest of subsets(count, size - 1, first + 1)) yield [first, ...rest]
}

const coverage = (descriptors: SliceDescriptors, chosen: readonly number[]) => {
  const similarity = cosineSimilarity(descriptors)
  let sum = 0
  for (let j = 0; j < descriptors.sliceCount; j++) sum += Math.max(...chosen.map((i) => similarity(i, j)))
  return sum
}
const radius = (descriptors: SliceDescriptors, chosen: readonly number[]) => {
  const distance = euclideanDistance(descriptors)
  return Math.max(
    ...Array.from({ length: descriptors.sliceCount }, (_, j) => Math.min(...chosen.map((i) => distance(i, j)))),
  )
}

describe('facility-location', () => {
  // Three directions: slices 0, 1, 2 alike; 3, 4 alike; 5 alone.
  const threeGroups = rows([1, 0, 0], [2, 0, 0], [1, 0, 0], [0, 1, 0], [0, 3, 0], [0, 0, 1])

  it('takes the largest group first, of equal slices the lowest, and says what each stands for', () => {
    // F({0}) from −1 each: 3·2 + 3·1 = 9. Then slice 3 raises two slices from 0 to 1, then slice 5 one.
    expect(choose('facility-location', threeGroups, 3)).toEqual([
      { sliceIndex: 0, gain: 9, represents: [1, 2] },
      { sliceIndex: 3, gain: 2, represents: [4] },
      { sliceIndex: 5, gain: 1, represents: [] },
    ])
    expect(select('facility-location', threeGroups, 2)).toEqual([0, 3])
  })

  it('goes on where nothing is left to gain', () => {
    expect(select('facility-location', rows([1], [1], [1]), 3)).toEqual([0, 1, 2])
    expect(select('facility-location', rows([0], [0], [0]), 2)).toHaveLength(2)
  })

  it('with a position weight takes the middle of what looks alike', () => {
    const alike = rows([1], [1], [1], [1], [1])
    expect(select('facility-location', alike, 1)).toEqual([0])
    expect(select('facility-location', alike, 1, { positionWeight: 0.2 })).toEqual([2])
  })

  it.each([1, 2, 3, 4, 5, 6])('is at least 1 − 1/e of the best of all sets, and plain greedy (seed %i)', (seed) => {
    const descriptors = drawn(seed)
    for (const size of [1, 2, 3, 4]) {
      const chosen = select('facility-location', descriptors, size)
      // Counted from the empty set, which covers every slice with −1.
      const ofAll = [...subsets(9, size)].map((set) => coverage(descriptors, set) + 9)
      const found = coverage(descriptors, chosen) + 9
      expect(found).toBeGreaterThanOrEqual((1 - 1 / Math.E) * Math.max(...ofAll))
      if (size === 1) expect(found).toBeCloseTo(Math.max(...ofAll), 9)
      expect(chosen).toEqual(plainGreedy(descriptors, size))
    }
  })
})

/** Every slice weighed again in every round. */
function plainGreedy(descriptors: SliceDescriptors, size: number): number[] {
  const chosen: number[] = []
  while (chosen.length < size) {
    const open = Array.from({ length: descriptors.sliceCount }, (_, i) => i).filter((i) => !chosen.includes(i))
    chosen.push(
      open.reduce((best, i) =>
        coverage(descriptors, [...chosen, i]) > coverage(descriptors, [...chosen, best]) + 1e-12 ? i : best,
      ),
    )
  }
  return chosen.sort((a, b) => a - b)
}

describe('k-center', () => {
  it('starts in the middle and goes to the farthest', () => {
    // Sums of distances on the line 0, 1, 2, 3, 10: 16, 13, 12, 13, 34.
    const line = rows([0], [1], [2], [3], [10])
    expect(choose('k-center', line, 1)).toEqual([{ sliceIndex: 2, gain: null, represents: [1, 3, 0, 4] }])
    expect(choose('k-center', line, 2)).toEqual([
      { sliceIndex: 2, gain: null, represents: [1, 3, 0] },
      { sliceIndex: 4, gain: 8, represents: [] },
    ])
    expect(select('k-center', line, 3)).toEqual([0, 2, 4])
  })

  it('chooses every slice once where all are the same', () => {
    expect(select('k-center', rows([1], [1], [1]), 3)).toEqual([0, 1, 2])
  })

  it.each([1, 2, 3, 4, 5, 6])('leaves no slice twice as far as the best of all sets (seed %i)', (seed) => {
    const descriptors = drawn(seed)
    for (const size of [1, 2, 3, 4]) {
      const best = Math.min(...[...subsets(9, size)].map((set) => radius(descriptors, set)))
      expect(radius(descriptors, select('k-center', descriptors, size))).toBeLessThanOrEqual(2 * best)
    }
  })
})

describe('z-contiguous-clusters', () => {
  it('cuts where the volume changes, even if what comes back looks like before', () => {
    const backAndForth = rows([0], [0.1], [0.2], [5], [5.1], [0], [0.1])
    expect(choose('z-contiguous-clusters', backAndForth, 3)).toEqual([
      { sliceIndex: 1, gain: 3, represents: [expect.any(Number), expect.any(Number)] },
      { sliceIndex: 3, gain: 2, represents: [4] },
      { sliceIndex: 5, gain: 2, represents: [6] },
    ])
    expect(select('z-contiguous-clusters', backAndForth, 7)).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it('represents one stretch a slice, and every slice once', () => {
    for (const choice of choose('z-contiguous-clusters', drawn(3), 4)) {
      const stretch = [choice.sliceIndex, ...(choice.represents ?? [])].sort((a, b) => a - b)
      expect(stretch.at(-1)).toBe(stretch[0] + stretch.length - 1)
    }
    const all = choose('z-contiguous-clusters', drawn(3), 4).flatMap(({ sliceIndex, represents }) => [
      sliceIndex,
      ...(represents ?? []),
    ])
    expect(all.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })
})

describe('policies that compare images', () => {
  it.each(['facility-location', 'k-center', 'z-contiguous-clusters'])('%s: the same again; refuses', (policy) => {
    expect(choose(policy, drawn(1), 3)).toEqual(choose(policy, drawn(1), 3))
    expect(() => selectionPolicies.get(policy).select({ sliceCount: 9, budgetSlices: 3, seed: 0 })).toThrow(
      /compares the slices' images/,
    )
    const request = { sliceCount: 8, budgetSlices: 3, seed: 0, descriptors: drawn(1) }
    expect(() => selectionPolicies.get(policy).select(request)).toThrow(/9 slices are described.*has 8/)
  })
})
