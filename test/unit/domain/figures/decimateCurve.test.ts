import { describe, expect, it } from 'vitest'
import { decimateCurve } from '../../../../src-main/domain/figures/decimateCurve'

const curve = (values: readonly number[]) => values.map((value, at) => ({ step: at + 1, value }))

describe('decimateCurve', () => {
  it('leaves a short curve as it is', () => {
    const points = curve([3, 1, 2])
    expect(decimateCurve(points, 4)).toBe(points)
  })

  it('keeps the ends and, of neighbours, the lowest and the highest in their order', () => {
    const points = curve([9, 5, 5, 0, 5, 5, 7, 5, 4, 1])
    expect(decimateCurve(points, 6).map(({ value }) => value)).toEqual([9, 5, 0, 7, 4, 1])
  })

  it('keeps one spike among many steps', () => {
    const points = curve(Array.from({ length: 100_000 }, (_, at) => (at === 61_234 ? 50 : 1)))
    const kept = decimateCurve(points, 200)
    expect(kept.length).toBeLessThanOrEqual(200)
    expect(kept.some(({ step, value }) => step === 61_235 && value === 50)).toBe(true)
  })
})
