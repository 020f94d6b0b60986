import { describe, expect, it } from 'vitest'
import { iouByHops } from '../../study/interpolation/iouByHops'
import type { MeasuredClass } from '../../study/interpolation/measureCase'

const measured = (label: number, caseId: string, voxels: readonly [number, number][]): MeasuredClass => ({
  dataset: 'set',
  caseId,
  propagator: 'nearest',
  densityFraction: 0.1,
  policy: 'fixed-interval',
  seed: 1,
  label,
  iouAllSlices: null,
  iouUnannotatedSlices: null,
  hd95Mm: null,
  byDistance: voxels.map(([intersectionVoxels, unionVoxels], at) => ({
    distanceSlices: at + 1,
    intersectionVoxels,
    unionVoxels,
  })),
})

describe('IoU by distance', () => {
  it('pools the voxels of a class over cases, then averages over classes', () => {
    const byHops = iouByHops([
      measured(1, 'a', [
        [10, 10],
        [0, 10],
      ]),
      measured(1, 'b', [[0, 30]]),
      measured(2, 'a', [
        [3, 4],
        [0, 0],
      ]),
    ])
    // One slice away: class 1 has 10 of 40, class 2 3 of 4. Two away class 2 is nowhere.
    expect(byHops).toEqual([
      { hops: 1, iou: 0.5 },
      { hops: 2, iou: 0 },
    ])
  })
})
