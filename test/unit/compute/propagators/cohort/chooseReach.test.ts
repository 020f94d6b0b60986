import { expect, it } from 'vitest'
import {
  chooseReach,
  DEFAULT_REACH_SLICES,
  pooledIou,
  REACHES_SLICES,
} from '../../../../../src-main/compute/propagators/cohort/chooseReach'
import type { KeySliceObservation } from '../../../../../src-main/domain/propagation/estimate/KeySliceObservation'

const observation = (intersectionVoxels: number, unionVoxels: number): KeySliceObservation => ({
  caseId: 'a',
  sliceIndex: 3,
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
/** One observation of 1000 voxels at every reach. */
const byReach = (iouAt: (reach: number) => number) =>
  REACHES_SLICES.map((reach) => [observation(Math.round(1000 * iouAt(reach)), 1000)])

it('takes the reach that is best', () => {
  expect(chooseReach(byReach((reach) => (reach === 4 ? 0.9 : 0.8)))).toBe(4)
  expect(chooseReach(byReach((reach) => (reach === Infinity ? 0.9 : 0.8)))).toBe(Infinity)
  expect(chooseReach(byReach((reach) => (reach === 0 ? 0.9 : 0.8)))).toBe(0)
})

it('takes the one nearest to the default among those that do equally well', () => {
  expect(chooseReach(byReach(() => 0.8))).toBe(DEFAULT_REACH_SLICES)
  // 0.003 less is as good as the best; 0.004 less is not.
  expect(chooseReach(byReach((reach) => (reach === 8 ? 0.803 : reach >= 2 ? 0.8 : 0.5)))).toBe(2)
  expect(chooseReach(byReach((reach) => (reach === 8 ? 0.804 : reach >= 2 ? 0.8 : 0.5)))).toBe(8)
})

it('takes the default where nothing was held out', () => {
  expect(chooseReach(REACHES_SLICES.map(() => []))).toBe(DEFAULT_REACH_SLICES)
})

it('counts voxels of all slices together', () => {
  expect(pooledIou([observation(1, 2), observation(8, 8)])).toBe(0.9)
  expect(pooledIou([])).toBe(-Infinity)
})
