import { describe, expect, it } from 'vitest'
import { principalComponents } from '../../../../../src-main/domain/selection/descriptors/principalComponents'
import { thumbnailComponents } from '../../../../../src-main/domain/selection/descriptors/thumbnailComponents'
import { thumbnails } from '../../../../../src-main/domain/selection/descriptors/thumbnails'
import type { Volume } from '../../../../../src-main/domain/volume/Volume'

const NUMPY_SCORES = [
  [-1.369836, 1.200668, -0.286261],
  [-2.042297, -1.722735, -0.247395],
  [1.540657, 1.902007, -0.093513],
  [-1.175462, 0.14195, 0.630982],
  [3.046939, -1.521889, -0.003813],
]

const volume = (size: [number, number, number], data: number[]): Volume => ({
  geometry: { size, spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  data: Float32Array.from(data),
})

describe('principalComponents', () => {
  it('agrees with numpy', () => {
    // X = [[2,0,1],[0,1,3],[4,2,0],[1,1,1],[3,5,2]]; c = X - X.mean(0); u, s, v = np.linalg.svd(c); u[:, :3] * s, signs as here.
    const rows = { data: Float32Array.of(2, 0, 1, 0, 1, 3, 4, 2, 0, 1, 1, 1, 3, 5, 2), sliceCount: 5, dimension: 3 }
    const { data, dimension } = principalComponents({ rows, componentCount: 32 })
    expect(dimension).toBe(3)
    const expected = NUMPY_SCORES.flat()
    data.forEach((value, at) => expect(value).toBeCloseTo(expected[at], 5))
  })

  it('gives zeros for rows that are all the same', () => {
    const rows = { data: Float32Array.of(1, 2, 1, 2, 1, 2), sliceCount: 3, dimension: 2 }
    expect([...principalComponents({ rows, componentCount: 2 }).data]).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('takes the directions of a long volume from a part of it', () => {
    // On a line in the plane: one component holds everything, the position along it.
    const rows = {
      data: Float32Array.from({ length: 1000 }, (_, at) => (at % 2 === 0 ? 3 : 4) * (at >> 1)),
      sliceCount: 500,
      dimension: 2,
    }
    const { data } = principalComponents({ rows, componentCount: 2 })
    expect(Math.abs(data[2 * 11] - data[2 * 10])).toBeCloseTo(5, 3)
    expect(data[2 * 11 + 1]).toBeCloseTo(0, 3)
  })
})

describe('thumbnails', () => {
  it('averages areas and z-scores over the volume', () => {
    // Slices 4 × 2: averages 1, 3 / 1, 3 and 5, 7 / 5, 7 in 2 × 2 squares … mean 4, sd √5.
    const first = [0, 2, 2, 4, 0, 2, 2, 4]
    const { data } = thumbnails({
      volume: volume([4, 2, 2], [...first, ...first.map((value) => value + 4)]),
      axis: 'k',
      side: 2,
    })
    const expected = [1, 3, 1, 3, 5, 7, 5, 7].map((value) => (value - 4) / Math.sqrt(5))
    data.forEach((value, at) => expect(value).toBeCloseTo(expected[at], 5))
  })

  it('shares a pixel between the squares that it lies in', () => {
    // 3 pixels on 2 squares: (0 + 0.5·3) / 1.5 and (0.5·3 + 6) / 1.5.
    const { data } = thumbnails({ volume: volume([3, 1, 1], [0, 3, 6]), axis: 'k', side: 2 })
    expect([...data].map((value) => Math.round(value * 1e5) / 1e5)).toEqual([-1, 1, -1, 1])
  })

  it('is all zeros for a flat volume, and one row a slice on every axis', () => {
    const flat = volume([3, 4, 5], new Array<number>(60).fill(7))
    expect(thumbnails({ volume: flat, axis: 'i', side: 4 })).toMatchObject({ sliceCount: 3, dimension: 16 })
    expect(thumbnailComponents({ volume: flat, axis: 'j' }).data.every((value) => value === 0)).toBe(true)
  })
})
