import { describe, expect, it } from 'vitest'
import {
  interpolatedSliceWeights,
  interpolatedWeightSchema,
} from '../../../../src-main/domain/experiment/interpolatedWeight'
import type { SliceProvenance } from '../../../../src-main/domain/propagation/propagateStack'

const slice = (
  sliceIndex: number,
  state: SliceProvenance['state'],
  hops: number | null,
  keySliceIndices: number[] = [],
): SliceProvenance => ({ sliceIndex, state, hops, keySliceIndices })

/** Drawn on slice 1, annotated as empty on slice 4; slices 5 and 6 lie behind it. */
const slices = [
  slice(0, 'propagated', 1, [1]),
  slice(1, 'annotated', 0, [1]),
  slice(2, 'propagated', 1, [1]),
  slice(3, 'propagated', 2, [1]),
  slice(4, 'annotated-empty', 0, [4]),
  slice(5, 'background', null),
  slice(6, 'background', null),
]

describe('interpolatedSliceWeights', () => {
  it('counts γ to the power of the distance from the annotated slice', () => {
    const weights = interpolatedSliceWeights({ rule: { gamma: 0.5 }, slices, certainty: slices.map(() => null) })
    expect(weights).toEqual([0.5, 1, 0.5, 0.25, 1, 0.5, 0.25])
  })

  it('counts a slice as certain as the method is; annotated slices and certain background are 1', () => {
    const certainty = [0.9, 0.2, 0.75, 0.5, null, null, 0.1]
    const weights = interpolatedSliceWeights({ rule: 'confidence', slices, certainty })
    expect(weights).toEqual([0.9, 1, 0.75, 0.5, 1, 1, 0.1])
  })
})

it.each([0, 1.2, -1])('γ = %d is refused', (gamma) => {
  expect(interpolatedWeightSchema.safeParse({ gamma }).success).toBe(false)
})
