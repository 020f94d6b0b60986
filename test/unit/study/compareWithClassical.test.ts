import { describe, expect, it } from 'vitest'
import { compareWithClassical, errorCutPercent } from '../../study/interpolation/compareWithClassical'

const byCase = (values: Record<string, number>) => new Map(Object.entries(values))

describe('the cut of the error against the best classical method', () => {
  it('is the share of the error that is gone', () => {
    // 0.4 of error become 0.2: half.
    expect(errorCutPercent({ iou: 0.8, bestIou: 0.6 })).toBeCloseTo(50, 10)
    // 0.2 become 0.3: half as much again.
    expect(errorCutPercent({ iou: 0.7, bestIou: 0.8 })).toBeCloseTo(-50, 10)
    expect(errorCutPercent({ iou: 1, bestIou: 1 })).toBeNull()
  })

  it('takes the classical method with the highest mean, and the means of both over the cases', () => {
    const against = compareWithClassical(
      byCase({ a: 0.9, b: 0.7 }),
      new Map([
        ['nearest', byCase({ a: 0.9, b: 0.1 })],
        ['signed-distance', byCase({ a: 0.5, b: 0.7 })],
      ]),
    )
    // nearest has 0.5, signed distance 0.6; 0.8 against 0.6 takes half of the error away, not the mean of 80 % and 0 %.
    expect(against).toMatchObject({ best: 'signed-distance', bestIou: 0.6, caseCount: 2 })
    expect(against?.difference).toBeCloseTo(0.2, 10)
    expect(against?.errorCutPercent).toBeCloseTo(50, 10)
  })

  it('has an interval without width where every case gains the same', () => {
    const six = (iou: number) => byCase({ a: iou, b: iou, c: iou, d: iou, e: iou, f: iou })
    const against = compareWithClassical(six(0.75), new Map([['nearest', six(0.5)]]))
    expect(against?.interval).toEqual({ low: 0.25, high: 0.25 })
    expect(against?.errorCutInterval).toEqual({ low: 50, high: 50 })
  })

  it('compares cases that both were measured on, and nothing where there is no classical method', () => {
    const against = compareWithClassical(byCase({ a: 0.8, b: 0.1 }), new Map([['nearest', byCase({ a: 0.6 })]]))
    expect(against?.caseCount).toBe(1)
    expect(against?.errorCutPercent).toBeCloseTo(50, 10)
    expect(compareWithClassical(byCase({ a: 0.8 }), new Map())).toBeNull()
  })
})
