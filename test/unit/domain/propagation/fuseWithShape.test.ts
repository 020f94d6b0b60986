import { describe, expect, it } from 'vitest'
import { addShapeInPlace, effectiveDistance, shapeWeight } from '../../../../src-main/domain/propagation/fuseWithShape'

describe('effectiveDistance', () => {
  it('is half the harmonic mean between two key slices', () => {
    expect(effectiveDistance(1, 1)).toBe(0.5)
    expect(effectiveDistance(2, 2)).toBe(1)
    expect(effectiveDistance(1, 3)).toBe(0.75)
  })

  it('is the distance itself where there is a key slice on one side only', () => {
    expect(effectiveDistance(3, null)).toBe(3)
    expect(effectiveDistance(null, 2)).toBe(2)
    expect(effectiveDistance(null, null)).toBe(Infinity)
  })
})

describe('shapeWeight', () => {
  it('is a half at the reach and falls with the fourth power of the distance', () => {
    expect(shapeWeight(2, 2)).toBe(1 / 2)
    expect(shapeWeight(4, 2)).toBe(1 / 17)
    expect(shapeWeight(1, 2)).toBe(16 / 17)
    expect(shapeWeight(0, 2)).toBe(1)
  })

  it('is nothing at reach 0 and everything at Infinity, but never anything without a key slice', () => {
    expect([shapeWeight(0.5, 0), shapeWeight(100, Infinity), shapeWeight(Infinity, Infinity)]).toEqual([0, 1, 0])
  })
})

describe('addShapeInPlace', () => {
  const box = { left: 4, top: 0, width: 3, height: 1 }
  const fused = (change: Partial<Parameters<typeof addShapeInPlace>[0]>) => {
    const logits = new Float32Array(3 * 3)
    addShapeInPlace({
      logits,
      box,
      // Covers the first two of the three pixels.
      estimate: { box: { ...box, width: 2 }, distancesMm: [Float32Array.of(1, -0.5)], keySliceIndices: [1] },
      classOf: [2],
      classCount: 2,
      pixelMm: 1,
      weight: 1,
      ...change,
    })
    return [0, 1, 2].map((pixel) => [...logits.slice(3 * pixel, 3 * pixel + 3)])
  }

  it('adds ten for each pixel from the border, −30 where the shape or the class is not', () => {
    expect(fused({})).toEqual([
      [0, -30, 10],
      [0, -30, -5],
      [0, -30, -30],
    ])
  })

  it('measures distances in pixels', () => {
    expect(fused({ pixelMm: 2 })[0]).toEqual([0, -30, 5])
  })

  it('weighs what it adds', () => {
    expect(fused({ weight: 0.5 })).toEqual([
      [0, -15, 5],
      [0, -15, -2.5],
      [0, -15, -15],
    ])
    expect(fused({ weight: 0 }).flat()).toEqual(new Array(9).fill(0))
  })

  it('never says more than 30, however far inside', () => {
    const estimate = { box: { ...box, width: 1 }, distancesMm: [Float32Array.of(50)], keySliceIndices: [1] }
    expect(fused({ estimate })[0]).toEqual([0, -30, 30])
  })
})
