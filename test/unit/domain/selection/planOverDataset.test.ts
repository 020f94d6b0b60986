import { describe, expect, it } from 'vitest'
import { contiguousClusters } from '../../../../src-main/domain/selection/contiguousClusters'
import type { SelectionPolicy } from '../../../../src-main/domain/selection/defineSelectionPolicy'
import { facilityLocation } from '../../../../src-main/domain/selection/facilityLocation'
import { kCenter } from '../../../../src-main/domain/selection/kCenter'
import { planSlices } from '../../../../src-main/domain/selection/planSlices'

/** a: four slices that are all alike. b: four slices in four directions, the first like those of a. */
const DIRECTIONS: Record<string, [number, number, number, number][]> = {
  a: [
    [1, 0, 0, 0],
    [1, 0, 0, 0],
    [1, 0, 0, 0],
    [1, 0, 0, 0],
  ],
  b: [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ],
}

function plan(policy: SelectionPolicy, params: Record<string, unknown> = {}) {
  return planSlices({
    volumes: [
      { caseId: 'b', sliceCount: 4 },
      { caseId: 'a', sliceCount: 4 },
    ],
    budget: { kind: 'slices', sliceTotal: 4, volumeCount: null },
    policy,
    params: { scope: 'dataset', ...params },
    seed: 0,
    factsOf: (caseId) => ({
      descriptors: { data: Float32Array.from(DIRECTIONS[caseId]!.flat()), sliceCount: 4, dimension: 4 },
    }),
  })
}
const slicesOf = ({ volumes }: ReturnType<typeof plan>) => volumes.map(({ sliceIndices }) => sliceIndices)

describe('over the data set', () => {
  it.each([facilityLocation, kCenter])('$id takes one of the slices that are alike and all that are not', (policy) => {
    expect(slicesOf(plan(policy))).toEqual([[0], [1, 2, 3]])
  })

  it('clusters never reach over volumes', () => {
    // Volume a collapses at no cost; of b the first pair of equal distance merges only if it must.
    expect(slicesOf(plan(contiguousClusters)).map((slices) => slices.length)).toEqual([1, 3])
  })

  it.each([facilityLocation, kCenter, contiguousClusters])('$id: no more than the maximum in a volume', (policy) => {
    expect(slicesOf(plan(policy, { maximumPerVolume: 2 })).map((slices) => slices.length)).toEqual([2, 2])
  })

  it('names slices of other volumes that a slice stands for, and says what the mode means', () => {
    const { volumes, notes } = plan(facilityLocation)
    expect(volumes[0]!.choices[0]!.represents).toEqual([
      { caseId: 'a', sliceIndex: 1 },
      { caseId: 'a', sliceIndex: 2 },
      { caseId: 'a', sliceIndex: 3 },
      { caseId: 'b', sliceIndex: 0 },
    ])
    expect(notes.join(' ')).toContain('1 to 3 slices in a volume')
    expect(notes.join(' ')).toContain('The paper did not test this')
  })

  it('selects fewer where the maximum leaves no more, and says so', () => {
    const { volumes, notes } = plan(kCenter, { maximumPerVolume: 1 })
    expect(volumes.map(({ sliceIndices }) => sliceIndices.length)).toEqual([1, 1])
    expect(notes.join(' ')).toContain('leave 2 of the 4 slices')
  })
})
