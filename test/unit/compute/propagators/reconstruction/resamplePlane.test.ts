import { expect, it } from 'vitest'
import { GreyVolume, gridOf } from '../../../../../src-main/compute/propagators/reconstruction/GreyVolume'
import { resamplePlane } from '../../../../../src-main/compute/propagators/reconstruction/resamplePlane'
import { geometryOf, volumeOf } from '../../../../support/grids'

const plane = (width: number, height: number) => ({ width, height })

it('shrinks to the mean of what each pixel covers, in part where it covers in part', () => {
  const half = resamplePlane({ data: Float32Array.of(1, 3, 5, 7), from: plane(4, 1), to: plane(2, 1), channelCount: 1 })
  expect([...half]).toEqual([2, 6])
  const third = resamplePlane({ data: Float32Array.of(0, 3, 6), from: plane(3, 1), to: plane(2, 1), channelCount: 1 })
  expect(third[0]).toBeCloseTo((0 + 0.5 * 3) / 1.5, 6)
  expect(third[1]).toBeCloseTo((6 + 0.5 * 3) / 1.5, 6)
})

it('grows linearly between pixel centres', () => {
  const double = resamplePlane({ data: Float32Array.of(0, 4), from: plane(1, 2), to: plane(1, 4), channelCount: 1 })
  expect([...double]).toEqual([0, 1, 3, 4])
})

it('treats channels apart', () => {
  const data = Float32Array.of(1, 10, 3, 30)
  expect([...resamplePlane({ data, from: plane(2, 1), to: plane(1, 1), channelCount: 2 })]).toEqual([2, 20])
})

it('keeps every pixel of a small slice, and makes pixels square', () => {
  expect(gridOf({ width: 35, height: 51, spacingMm: [1, 1], largestSide: 128 })).toEqual(plane(35, 51))
  expect(gridOf({ width: 512, height: 512, spacingMm: [0.7, 0.7], largestSide: 128 })).toEqual(plane(128, 128))
  expect(gridOf({ width: 40, height: 20, spacingMm: [1, 2], largestSide: 128 })).toEqual(plane(40, 40))
})

it('shows a volume from black to white between its quantiles, along the axis that was asked for', () => {
  const volume = volumeOf(geometryOf([4, 3, 5]), (i, _, k) => (i === 0 && k === 0 ? Number.NaN : k))
  const grey = new GreyVolume({ volume, axis: 'k', largestSide: 128, intensityWindow: 'percentiles' })
  expect([grey.sliceCount, grey.grid]).toEqual([5, plane(4, 3)])
  expect(Math.round(grey.slice(4)[5]!)).toBe(255)
  expect(grey.slice(0)[0]).toBe(0)
  const alongI = new GreyVolume({ volume, axis: 'i', largestSide: 128, intensityWindow: 'percentiles' })
  expect([alongI.sliceCount, alongI.grid]).toEqual([4, plane(3, 5)])
})
