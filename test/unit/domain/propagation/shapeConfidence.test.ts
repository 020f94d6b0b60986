import { describe, expect, it } from 'vitest'
import { shapeConfidence } from '../../../../src-main/domain/propagation/shapeConfidence'

/** Seven voxels in a row; the class has the first three, its border lies between the third and the fourth. */
const estimate = {
  box: { left: 0, top: 0, width: 5, height: 1 },
  distancesMm: [Float32Array.of(2.5, 1.5, 0.5, -0.5, -1.5)],
  keySliceIndices: [0, 8],
}
const confidenceAt = (sliceIndex: number, keySliceIndices = estimate.keySliceIndices, pixelMm = 1) => [
  ...shapeConfidence({
    estimate: { ...estimate, distancesMm: [estimate.distancesMm[0].map((each) => each * pixelMm)], keySliceIndices },
    sliceIndex,
    stack: { width: 7, height: 1, spacingMm: [pixelMm, pixelMm, 1] },
  }),
]

describe('the confidence of interpolated shapes', () => {
  it('grows away from the border on both sides, also beyond the box', () => {
    const [deep, inner, inside, outside, outer, beyond, farBeyond] = confidenceAt(4)
    expect(inside).toBe(outside)
    expect(inner).toBe(outer)
    expect(inside).toBeLessThan(inner)
    expect(inner).toBeLessThan(deep)
    expect(beyond).toBe(deep)
    expect(farBeyond).toBeGreaterThan(beyond)
  })

  it('falls towards the middle of a gap, and more so where nothing confirms it on the other side', () => {
    const atBorder = (sliceIndex: number, keys?: number[]) => confidenceAt(sliceIndex, keys)[2]
    expect(atBorder(1)).toBeGreaterThan(atBorder(2))
    expect(atBorder(2)).toBeGreaterThan(atBorder(4))
    expect(atBorder(1)).toBe(atBorder(7))
    expect(atBorder(4, [0])).toBeLessThan(atBorder(4))
  })

  it('is certain on a key slice', () => {
    expect(confidenceAt(0)).toEqual(Array.from({ length: 7 }, () => 255))
    expect(confidenceAt(8)).toEqual(Array.from({ length: 7 }, () => 255))
  })

  it('is the probability of this side less that of the other, by hand', () => {
    // One pixel and a half from the border, in the middle of a gap of two: 0.6 pixels × (1 × 1 / 2).
    const probability = 1 / (1 + Math.exp(-1.5 / 0.3))
    expect(confidenceAt(1, [0, 2])[1]).toBe(Math.round(255 * (2 * probability - 1)))
  })

  it('counts in pixels', () => {
    expect(confidenceAt(3, [0, 8], 2.5)).toEqual(confidenceAt(3))
  })
})
