import { describe, expect, it } from 'vitest'
import { cropSlices } from '../../../../src-main/domain/volume/cropSlices'
import { geometryOf, volumeOf } from '../../../support/grids'

describe('cropSlices', () => {
  const volume = volumeOf(geometryOf([2, 3, 4], [1, 2, 3]), (i, j, k) => i + 10 * j + 100 * k)

  it.each([
    ['k' as const, [2, 3, 2], [0, 0, 3], [100, 101, 110, 111, 120, 121, 200, 201, 210, 211, 220, 221]],
    ['j' as const, [2, 2, 4], [0, 2, 0], [10, 11, 20, 21, 110, 111, 120, 121, 210, 211, 220, 221, 310, 311, 320, 321]],
  ])('keeps the slices 1 and 2 along %s where they lie', (axis, size, originMm, values) => {
    const cropped = cropSlices({ volume, axis, firstSliceIndex: 1, lastSliceIndex: 2 })
    expect(cropped.geometry.size).toEqual(size)
    expect(cropped.geometry.originMm).toEqual(originMm)
    expect([...cropped.data]).toEqual(values)
  })
})
