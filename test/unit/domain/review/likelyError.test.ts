import { describe, expect, it } from 'vitest'
import { areaJumpFraction, likelyError } from '../../../../src-main/domain/review/likelyError'
import { OverlapCounts } from '../../../../src-main/domain/review/OverlapCounts'
import { sliceIou } from '../../../../src-main/domain/review/sliceIou'
import { sliceStepTitle } from '../../../../src-main/domain/review/stepTitles'

describe('likelyError', () => {
  it.each([
    // (2 · 0.4 + 5/10 + 0.2) / 4
    { disagreementFraction: 0.4, hops: 5, areaJumpFraction: 0.2, expected: 0.375 },
    { disagreementFraction: 0, hops: 1, areaJumpFraction: 0, expected: 1 / 24 },
    // One side only: (15/20 + 0.25) / 2
    { disagreementFraction: null, hops: 15, areaJumpFraction: 0.25, expected: 0.5 },
    // Nothing arrived.
    { disagreementFraction: null, hops: null, areaJumpFraction: null, expected: 1 },
  ])('$disagreementFraction, $hops hops, $areaJumpFraction', ({ expected, ...parts }) => {
    expect(likelyError(parts)).toBeCloseTo(expected, 12)
  })

  it('grows with each part', () => {
    const base = { disagreementFraction: 0.3, hops: 3, areaJumpFraction: 0.3 }
    for (const more of [{ disagreementFraction: 0.4 }, { hops: 4 }, { areaJumpFraction: 0.4 }])
      expect(likelyError({ ...base, ...more })).toBeGreaterThan(likelyError(base))
  })
})

describe('areaJumpFraction', () => {
  it.each([
    { area: 80, neighbours: [100, 90], jump: 0.2 },
    { area: 100, neighbours: [80, null], jump: 0.2 },
    { area: 0, neighbours: [40, 0], jump: 1 },
    { area: 0, neighbours: [0, 0], jump: 0 },
    { area: 9, neighbours: [null, null], jump: null },
  ])('$area beside $neighbours', ({ area, neighbours, jump }) => {
    expect(areaJumpFraction(area, neighbours)).toBe(jump)
  })
})

describe('sliceIou', () => {
  const labels = (text: string) => Uint8Array.from(text, (each) => (each === '?' ? 255 : Number(each)))

  it.each([
    // Class 1: one of two voxels; class 2: one of two; together two of four.
    { a: '1120', b: '1022', iou: 2 / 4 },
    { a: '0011', b: '0011', iou: 1 },
    { a: '0000', b: '0010', iou: 0 },
    { a: '0000', b: '0000', iou: null },
    // What is not annotated is not compared.
    { a: '1110', b: '11??', iou: 1 },
  ])('$a against $b', ({ a, b, iou }) => {
    expect(sliceIou(labels(a), labels(b))).toBe(iou)
  })

  it('adds up over slices, for each class', () => {
    const counts = new OverlapCounts()
    counts.add(labels('1100'), labels('1000'))
    counts.add(labels('0110'), labels('0220'))
    expect([counts.iouOf(1), counts.iouOf(2), counts.iouOf(3)]).toEqual([1 / 4, 0, null])
  })
})

describe('sliceStepTitle', () => {
  it('counts slices from 1', () => {
    expect(sliceStepTitle('Accept', [{ caseId: 'a', sliceIndex: 12 }])).toBe('Accept slice 13 of a')
  })
})
