import { describe, expect, it } from 'vitest'
import { fixedInterval } from '../../../../src-main/domain/selection/fixedInterval'
import { planSlices } from '../../../../src-main/domain/selection/planSlices'
import { spreadSlices } from '../../../../src-main/domain/selection/spreadSlices'

const volumes = (...sliceCounts: number[]) =>
  sliceCounts.map((sliceCount, at) => ({ caseId: 'abcdefgh'[at], sliceCount }))

describe('spreadSlices', () => {
  it.each([
    { sliceCounts: [90, 90, 90], sliceTotal: 9, shares: [3, 3, 3] },
    // What cannot be divided goes to the largest.
    { sliceCounts: [100, 80, 90], sliceTotal: 11, shares: [4, 3, 4] },
    // Of equal ones, to the last.
    { sliceCounts: [90, 90, 90], sliceTotal: 10, shares: [3, 3, 4] },
    // What a short volume cannot take goes to the others.
    { sliceCounts: [2, 50, 50], sliceTotal: 30, shares: [2, 14, 14] },
    { sliceCounts: [2, 3], sliceTotal: 30, shares: [2, 3] },
  ])('$sliceTotal over $sliceCounts', ({ sliceCounts, sliceTotal, shares }) => {
    expect(spreadSlices({ volumes: volumes(...sliceCounts), sliceTotal })).toEqual(shares)
  })
})

describe('planSlices', () => {
  const plan = (sliceTotal: number, volumeCount: number | null, ...sliceCounts: number[]) =>
    planSlices({
      volumes: volumes(...sliceCounts),
      budget: { kind: 'slices', sliceTotal, volumeCount },
      policy: fixedInterval,
      params: {},
      seed: 0,
    })

  it('gives fewer slices than volumes to as many volumes, and says so', () => {
    const { volumes: planned, notes } = plan(2, null, 10, 10, 10, 10)
    expect(planned).toHaveLength(2)
    expect(planned.map(({ sliceIndices }) => sliceIndices)).toEqual([[5], [5]])
    expect(notes.join(' ')).toContain('2 slices are fewer than 4 volumes')
    expect(notes.join(' ')).toContain('2 of 4 volumes are left out')
  })

  it('takes all there are where more is asked for', () => {
    const { volumes: planned, notes } = plan(50, 9, 3, 2)
    expect(planned.map(({ sliceIndices }) => sliceIndices)).toEqual([
      [0, 1, 2],
      [0, 1],
    ])
    expect(notes.join(' ')).toContain('only 5 slices')
    expect(notes.join(' ')).toContain('9 volumes were asked for; there are 2')
  })

  it('does not change a volume’s slices when others leave', () => {
    const density = { kind: 'density', densityFraction: 0.2, volumeCount: null } as const
    const request = { budget: density, policy: fixedInterval, params: { seededPhase: true }, seed: 5 }
    const both = planSlices({ ...request, volumes: volumes(40, 40) }).volumes
    expect(planSlices({ ...request, volumes: volumes(40) }).volumes).toEqual([both[0]])
    expect(both[0].sliceIndices).toHaveLength(8)
    expect(both[0].sliceIndices).not.toEqual(both[1].sliceIndices)
  })
})
