import { describe, expect, it } from 'vitest'
import { SeededRandom } from '../../../../src-main/domain/random/SeededRandom'
import { bootstrapInterval, bootstrapMean } from '../../../../src-main/domain/statistics/bootstrapInterval'
import { comparePaired } from '../../../../src-main/domain/statistics/comparePaired'
import { meanAndSd } from '../../../../src-main/domain/statistics/meanAndSd'
import { quantileOf } from '../../../../src-main/domain/statistics/quantileOf'
import fixture from '../../../fixtures/report/bootstrap.json'

const rootOfSum = (itemIndices: Int32Array) => Math.sqrt(itemIndices.reduce((sum, index) => sum + index ** 2, 0))

describe.each(fixture.samples)('statistics of $values.length values, beside numpy and scipy', (sample) => {
  it('mean and sample sd are numpy’s with ddof=1', () => {
    const { mean, sd, count } = meanAndSd(sample.values)
    expect(mean).toBeCloseTo(sample.mean, 12)
    expect(sd).toBeCloseTo(sample.sd, 12)
    expect(count).toBe(sample.values.length)
  })

  it('quantiles are numpy’s', () => {
    const sorted = Float64Array.from(sample.values).sort()
    ;[0, 0.25, 0.5, 0.75, 1].forEach((fraction, at) =>
      expect(quantileOf(sorted, fraction)).toBeCloseTo(sample.quartiles[at], 12),
    )
  })

  it('the bootstrap interval is numpy’s percentiles of the very same resamples', () => {
    const interval = bootstrapMean(sample.values)!
    expect(interval.low).toBeCloseTo(sample.sameResamples.low, 12)
    expect(interval.high).toBeCloseTo(sample.sameResamples.high, 12)
  })

  it('and scipy’s percentile interval up to Monte Carlo error', () => {
    const interval = bootstrapMean(sample.values)!
    const width = sample.scipy.high - sample.scipy.low
    expect(Math.abs(interval.low - sample.scipy.low)).toBeLessThan(0.06 * width)
    expect(Math.abs(interval.high - sample.scipy.high)).toBeLessThan(0.06 * width)
  })
})

describe('bootstrapInterval', () => {
  it('is the same for the same seed and another for another', () => {
    const ask = (seed: number) => bootstrapInterval({ itemCount: 9, statistic: rootOfSum, seed, resampleCount: 50 })
    expect(ask(1)).toEqual(ask(1))
    expect(ask(1)).not.toEqual(ask(2))
  })

  it('has no interval for one item, nor for a statistic that is mostly undefined', () => {
    expect(bootstrapMean([0.7])).toBeNull()
    expect(bootstrapInterval({ itemCount: 5, statistic: () => null })).toBeNull()
  })

  it('covers the true mean about as often as it promises', () => {
    // 200 samples of 30 uniform numbers: a 95 % interval should hold 0.5 in 180 to 200 of them.
    const random = new SeededRandom(11)
    let held = 0
    for (let sample = 0; sample < 200; sample++) {
      const values = Array.from({ length: 30 }, () => random.uniform())
      const { low, high } = bootstrapInterval({
        itemCount: 30,
        resampleCount: 400,
        statistic: (indices) => indices.reduce((sum, index) => sum + values[index], 0) / indices.length,
      })!
      if (low <= 0.5 && 0.5 <= high) held++
    }
    expect(held).toBeGreaterThanOrEqual(180)
  })
})

describe('comparePaired', () => {
  const scores = (...values: number[]) => new Map(values.map((value, at) => [`case-${at}`, value]))

  it('finds a small lead that every case shares, however different the cases are', () => {
    const compared = comparePaired(scores(0.31, 0.42, 0.53, 0.64, 0.75, 0.96), scores(0.3, 0.4, 0.5, 0.6, 0.7, 0.9))!
    expect(compared.meanDifference).toBeCloseTo(0.035, 12)
    expect(compared.interval!.low).toBeGreaterThanOrEqual(0.01)
    expect(compared.canBeToldApart).toBe(true)
  })

  it('cannot tell apart what differs either way', () => {
    const compared = comparePaired(scores(0.5, 0.6, 0.7, 0.8, 0.5, 0.6), scores(0.6, 0.5, 0.8, 0.69, 0.6, 0.5))!
    expect(compared.meanDifference).toBeCloseTo(0.01 / 6, 12)
    expect(compared.canBeToldApart).toBe(false)
  })

  it('does not trust a lead in five cases: one in 16 is such luck', () => {
    const compared = comparePaired(scores(0.5, 0.6, 0.7, 0.8, 0.9), scores(0.4, 0.5, 0.6, 0.7, 0.8))!
    expect(compared.interval!.low).toBeGreaterThan(0)
    expect(compared.canBeToldApart).toBe(false)
  })

  it('compares the cases that both sides have; none is no comparison', () => {
    const second = new Map([
      ['case-1', 0.2],
      ['case-9', 0.9],
    ])
    expect(comparePaired(scores(0.1, 0.3), second)).toMatchObject({
      caseCount: 1,
      interval: null,
      canBeToldApart: false,
    })
    expect(comparePaired(scores(0.1), new Map())).toBeNull()
  })
})
