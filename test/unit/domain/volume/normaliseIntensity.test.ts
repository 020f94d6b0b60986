import { describe, expect, it } from 'vitest'
import {
  intensitySettingsSchema,
  measureNormalisation,
  normaliseIntensity,
} from '../../../../src-main/domain/volume/normaliseIntensity'

const normalise = (values: number[], settings: unknown) => {
  const data = Float32Array.from(values)
  return [...normaliseIntensity(data, measureNormalisation(data, intensitySettingsSchema.parse(settings)))]
}

describe('normaliseIntensity', () => {
  it('makes z-scores', () => {
    // mean 2, standard deviation √2
    normalise([0, 1, 2, 3, 4], { kind: 'z-score' }).forEach((value, at) =>
      expect(value).toBeCloseTo((at - 2) / Math.SQRT2, 6),
    )
  })

  it('clips to a window first', () => {
    // −1000 → −200, 2000 → 300: mean 50, standard deviation 250
    expect(normalise([-1000, 2000], { kind: 'window', lowest: -200, highest: 300 })).toEqual([-1, 1])
  })

  it('clips to quantiles as numpy.quantile gives them', () => {
    // numpy.quantile(range(11), [.05, .95]) = [0.5, 9.5]
    const data = Float32Array.from({ length: 11 }, (_, at) => at)
    const settings = { kind: 'percentiles', lowFraction: 0.05, highFraction: 0.95 } as const
    expect(measureNormalisation(data, settings)).toMatchObject({ lowest: 0.5, highest: 9.5, mean: 5 })
  })

  it('leaves out what is not finite, and gives it the mean', () => {
    expect(normalise([1, Number.NaN, 3, Number.POSITIVE_INFINITY], { kind: 'z-score' })).toEqual([-1, 0, 1, 0])
  })

  it('makes zeros of a constant volume', () => {
    expect(normalise([7, 7], { kind: 'z-score' })).toEqual([0, 0])
  })

  it('refuses a volume without a finite voxel, and a window upside down', () => {
    expect(() => normalise([Number.NaN], { kind: 'z-score' })).toThrow('None of the 1 voxels is a finite number')
    expect(() => normalise([1], { kind: 'window', lowest: 3, highest: 3 })).toThrow('lowest must be less than highest')
  })
})
