import { describe, expect, it } from 'vitest'
import type { CaseClassScore } from '../../../../src-main/domain/metrics/scoreCase'
import { summariseScores } from '../../../../src-main/domain/metrics/summariseScores'

const absent = { iou: null, dice: null, hd95Mm: null, assdMm: null, intersectionVoxels: 0, unionVoxels: 0 }
const score = (label: number, intersectionVoxels: number, unionVoxels: number, distanceMm: number | null) =>
  ({
    label,
    intersectionVoxels,
    unionVoxels,
    iou: intersectionVoxels / unionVoxels,
    dice: 0.5,
    hd95Mm: distanceMm,
    assdMm: distanceMm,
  }) satisfies CaseClassScore

describe('summariseScores', () => {
  it('averages classes within a case, then cases, and pools voxels beside', () => {
    const summary = summariseScores([
      { classes: [score(1, 1, 2, 4), score(2, 9, 10, 2)] },
      { classes: [score(1, 3, 10, 1), { label: 2, ...absent }] },
    ])
    expect(summary.foreground.iou.mean).toBeCloseTo((0.7 + 0.3) / 2, 12)
    expect(summary.foreground.iou.sd).toBeCloseTo(0.4 / Math.SQRT2, 12)
    expect(summary.foreground.iou.count).toBe(2)
    expect(summary.foreground.hd95Mm.mean).toBe(2)
    expect(summary.pooled.classes).toEqual([
      { label: 1, iou: 4 / 12 },
      { label: 2, iou: 0.9 },
    ])
    expect(summary.pooled.iou).toBeCloseTo((4 / 12 + 0.9) / 2, 12)
    expect(summary.undefinedDistanceCount).toBe(0)
  })

  it('counts the classes that only one map has: overlap 0, no distance', () => {
    const summary = summariseScores([{ classes: [score(1, 0, 5, null)] }, { classes: [score(1, 5, 5, 0)] }])
    expect(summary.foreground.iou.mean).toBe(0.5)
    expect(summary.foreground.hd95Mm).toEqual({ mean: 0, sd: null, count: 1 })
    expect(summary.undefinedDistanceCount).toBe(1)
  })

  it('is null where nothing is defined', () => {
    const summary = summariseScores([{ classes: [{ label: 1, ...absent }] }])
    expect(summary.foreground.iou).toEqual({ mean: null, sd: null, count: 0 })
    expect(summary.pooled).toEqual({ classes: [{ label: 1, iou: null }], iou: null })
  })
})
