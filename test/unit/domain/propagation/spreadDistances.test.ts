import { describe, expect, it } from 'vitest'
import { spreadDistancesInPlace } from '../../../../src-main/domain/propagation/spreadDistances'

describe('spreadDistancesInPlace', () => {
  it('falls by the way to the nearest known voxel, straight or across', () => {
    const distancesMm = new Float32Array(5 * 3).fill(-Infinity)
    const isKnown = new Uint8Array(5 * 3)
    distancesMm[5 + 1] = -4
    isKnown[5 + 1] = 1
    spreadDistancesInPlace({ distancesMm, isKnown, box: { width: 5, height: 3 }, spacingMm: [3, 4] })
    expect([...distancesMm]).toEqual([-9, -8, -9, -12, -15, -7, -4, -7, -10, -13, -9, -8, -9, -12, -15])
  })

  it('leaves alone what is known', () => {
    const distancesMm = Float32Array.of(2, -Infinity, -9, -Infinity)
    spreadDistancesInPlace({
      distancesMm,
      isKnown: Uint8Array.of(1, 0, 1, 0),
      box: { width: 4, height: 1 },
      spacingMm: [1, 1],
    })
    expect([...distancesMm]).toEqual([2, 1, -9, -10])
  })
})
