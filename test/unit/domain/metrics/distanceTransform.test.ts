import { describe, expect, it } from 'vitest'
import { squaredDistancesMm2 } from '../../../../src-main/domain/metrics/distanceTransform'
import { SeededRandom } from '../../../../src-main/domain/random/SeededRandom'
import type { Triple } from '../../../../src-main/domain/volume/geometry'

describe('squaredDistancesMm2', () => {
  it('gives the distances a ruler gives', () => {
    const isSite = Uint8Array.from([1, 0, 0, 0, 0, 0])
    const distances = squaredDistancesMm2({ isSite, size: [3, 2, 1], spacingMm: [2, 3, 1] })
    expect(Array.from(distances)).toEqual([0, 4, 16, 9, 13, 25])
  })

  it('is infinite where there is no site', () => {
    const distances = squaredDistancesMm2({ isSite: new Uint8Array(8), size: [2, 2, 2], spacingMm: [1, 1, 1] })
    expect(Array.from(distances)).toEqual(Array(8).fill(Infinity))
  })

  it('equals brute force on random sites with uneven spacing', () => {
    const random = new SeededRandom(7)
    for (let world = 0; world < 20; world++) {
      const size: Triple = [1 + random.integer(7), 1 + random.integer(7), 1 + random.integer(7)]
      const spacingMm: Triple = [0.5 + random.uniform(), 0.5 + random.uniform(), 0.5 + 4 * random.uniform()]
      const isSite = Uint8Array.from({ length: size[0] * size[1] * size[2] }, () => (random.uniform() < 0.1 ? 1 : 0))
      const distances = squaredDistancesMm2({ isSite, size, spacingMm })
      const positionOf = (at: number) => [
        at % size[0],
        Math.floor(at / size[0]) % size[1],
        Math.floor(at / size[0] / size[1]),
      ]
      distances.forEach((distance, at) => {
        let nearest = Infinity
        isSite.forEach((site, other) => {
          if (site === 0) return
          const [a, b] = [positionOf(at), positionOf(other)]
          nearest = Math.min(
            nearest,
            a.reduce((sum, x, axis) => sum + ((x - b[axis]) * spacingMm[axis]) ** 2, 0),
          )
        })
        if (nearest === Infinity) expect(distance).toBe(Infinity)
        else expect(distance).toBeCloseTo(nearest, 4)
      })
    }
  })
})
