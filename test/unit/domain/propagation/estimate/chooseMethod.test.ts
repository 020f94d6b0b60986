import { describe, expect, it } from 'vitest'
import { chooseMethod } from '../../../../../src-main/domain/propagation/estimate/chooseMethod'

const candidate = (id: string, iou: number | null, halfWidth = 0.04) => ({
  id,
  learnsFrom: id === 'cohort' ? ('annotated-slices' as const) : ('nothing' as const),
  estimate:
    iou === null
      ? null
      : {
          iou,
          low: iou - halfWidth,
          high: iou + halfWidth,
          byDistance: [],
          observationCount: 50,
          basis: 'observations' as const,
        },
})

describe('chooseMethod', () => {
  it.each([
    [
      'the clearly best',
      [candidate('nearest', 0.8), candidate('aligned-shape', 0.6), candidate('cohort', 0.7)],
      0.1,
      'nearest',
    ],
    // 0.04 / 2 is one standard error.
    [
      'aligned shapes, within a standard error of the best',
      [candidate('nearest', 0.8), candidate('aligned-shape', 0.785)],
      0.1,
      'aligned-shape',
    ],
    [
      'what learned from annotated slices, where few are annotated',
      [candidate('aligned-shape', 0.8), candidate('cohort', 0.79)],
      0.1,
      'cohort',
    ],
    [
      'aligned shapes, where many are annotated',
      [candidate('aligned-shape', 0.79), candidate('cohort', 0.8)],
      0.4,
      'aligned-shape',
    ],
    ['something that could be estimated', [candidate('cohort', null), candidate('nearest', 0.3)], 0.1, 'nearest'],
    ['nothing, where nothing could be', [candidate('cohort', null)], 0.1, null],
  ])('takes %s', (_, candidates, densityFraction, expected) => {
    expect(chooseMethod({ candidates, densityFraction })).toBe(expected)
  })
})
