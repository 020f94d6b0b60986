import { describe, expect, it } from 'vitest'
import {
  chooseReach,
  expectedReach,
  pooledIou,
  REACHES_SLICES,
  usualReach,
} from '../../../../../src-main/compute/propagators/cohort/chooseReach'
import type { KeySliceObservation } from '../../../../../src-main/domain/propagation/estimate/KeySliceObservation'

const observation = (intersectionVoxels: number, unionVoxels: number, sliceIndex = 3): KeySliceObservation => ({
  caseId: 'a',
  sliceIndex,
  sliceCount: 10,
  label: 1,
  distanceBelow: 1,
  distanceAbove: 1,
  isShownBelow: true,
  isShownAbove: true,
  radiusSlices: 2,
  expectedVoxels: 10,
  annotatedVoxels: 10,
  predictedVoxels: 10,
  intersectionVoxels,
  unionVoxels,
})
const USUAL = 0.8
/** Six slices of 1000 voxels each, alike, at every reach: no doubt about differences. */
const byReach = (iouAt: (reach: number) => number) =>
  REACHES_SLICES.map((reach) => [3, 4, 5, 6, 7, 8].map((at) => observation(Math.round(1000 * iouAt(reach)), 1000, at)))

it('takes the reach that is best', () => {
  expect(
    chooseReach(
      byReach((reach) => (reach === 4 ? 0.9 : 0.8)),
      USUAL,
    ),
  ).toBe(4)
  expect(
    chooseReach(
      byReach((reach) => (reach === Infinity ? 0.9 : 0.8)),
      USUAL,
    ),
  ).toBe(Infinity)
  expect(
    chooseReach(
      byReach((reach) => (reach === 0 ? 0.9 : 0.8)),
      USUAL,
    ),
  ).toBe(0)
})

it('takes the one nearest to the usual one among those that do equally well', () => {
  expect(
    chooseReach(
      byReach(() => 0.8),
      USUAL,
    ),
  ).toBe(USUAL)
  // 0.003 less is as good as the best; 0.004 less is not.
  expect(
    chooseReach(
      byReach((reach) => (reach === 8 ? 0.803 : reach >= 2 ? 0.8 : 0.5)),
      USUAL,
    ),
  ).toBe(2)
  expect(
    chooseReach(
      byReach((reach) => (reach === 8 ? 0.804 : reach >= 2 ? 0.8 : 0.5)),
      USUAL,
    ),
  ).toBe(8)
})

it('takes the usual one where nothing was held out', () => {
  expect(
    chooseReach(
      REACHES_SLICES.map(() => []),
      USUAL,
    ),
  ).toBe(USUAL)
})

it('is always one of those that were tried', () => {
  const nothing = REACHES_SLICES.map(() => [])
  expect(chooseReach(nothing, 1.12)).toBe(1)
  expect(chooseReach(nothing, 3)).toBe(2.8)
})

it('counts voxels of all slices together', () => {
  expect(pooledIou([observation(1, 2), observation(8, 8)])).toBe(0.9)
  expect(pooledIou([])).toBe(-Infinity)
})

it('does not leave the usual one for a difference that rests on one slice', () => {
  // At reach 4 one of five slices is better by 0.2, the others are the same: the difference is 0.04 ± 0.04.
  const better = (at: number) => REACHES_SLICES.map((reach) => (reach === 4 && at === 0 ? 900 : 700))
  const observed = REACHES_SLICES.map((_, reachAt) =>
    [0, 1, 2, 3, 4].map((at) => observation(better(at)[reachAt] ?? 0, 1000, at)),
  )
  expect(chooseReach(observed, USUAL)).toBe(USUAL)
  expect(
    chooseReach(
      observed.map((each) => each.slice(0, 4)),
      USUAL,
    ),
  ).toBe(USUAL)
})

it('trusts shapes farther where few slices are annotated', () => {
  expect(usualReach(10)).toBe(2)
  // Half way between 40 and 160 on a scale of ratios.
  expect(usualReach(80)).toBeCloseTo(Math.sqrt(2 * 0.8))
  expect(usualReach(400)).toBeCloseTo(0.8)
})

describe('expectedReach', () => {
  // Between slices one away on either side: half a slice as far as shapes are concerned.
  const found = (network: number, shapes: number, count = 10_000) =>
    REACHES_SLICES.map((reach) =>
      Array.from({ length: count }, (_, at) => observation(reach === 0 ? network : shapes, 100, at)),
    )

  it('is where shapes, which lose with the distance, are as good as the network', () => {
    // Shapes at 0.81 after half a slice are at 0.81² after one.
    expect(expectedReach(found(81, 81), USUAL)).toBeCloseTo(0.5, 2)
    expect(expectedReach(found(65.61, 81), USUAL)).toBeCloseTo(1, 2)
    expect(expectedReach(found(10, 81), USUAL)).toBeCloseTo(Math.log(0.1) / Math.log(0.81) / 2, 1)
  })

  it('is what is usual where little is known, and in between half way on a scale of ratios', () => {
    expect(expectedReach(found(65.61, 81, 10), 4)).toBeCloseTo(2)
    expect(expectedReach(found(65.61, 81, 0), 4)).toBe(4)
  })
})
