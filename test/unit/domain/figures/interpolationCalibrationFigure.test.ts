import { describe, expect, it } from 'vitest'
import { estimateByDistanceFigure } from '../../../../src-main/domain/figures/estimateByDistanceFigure'
import { figureSpecSchema } from '../../../../src-main/domain/figures/FigureSpec'
import {
  interpolationCalibrationFigure,
  meanErrorOf,
} from '../../../../src-main/domain/figures/interpolationCalibrationFigure'

const run = (propagator: string, iou: number, trueIou: number) => ({
  dataset: 'hippocampus',
  propagator,
  densityFraction: 0.1,
  seed: 1,
  estimate: { iou, low: iou - 0.05, high: iou + 0.05 },
  trueIou,
})
const labels = new Map([
  ['nearest', 'Nearest key slice'],
  ['signed-distance', 'Signed distance'],
])

describe('interpolationCalibrationFigure', () => {
  it('puts the truth on x and the estimate with its interval on y, beside the diagonal', () => {
    const outcome = interpolationCalibrationFigure({
      runs: [run('nearest', 0.5, 0.52), run('signed-distance', 0.7, 0.66)],
      labels,
    })
    if (outcome.kind !== 'drawn') throw new Error(outcome.reason)
    expect(figureSpecSchema.parse(outcome.figure)).toEqual(outcome.figure)
    const [panel] = outcome.figure.panels
    expect(panel.title).toBe('hippocampus: mean error 0.030')
    expect(panel.series.map(({ name }) => name)).toEqual(['estimate = truth', 'Nearest key slice', 'Signed distance'])
    expect(panel.series[1]).toMatchObject({ points: [{ x: 0.52, y: 0.5, low: 0.45, high: 0.55 }] })
  })

  it('says what it lacks', () => {
    expect(interpolationCalibrationFigure({ runs: [], labels }).kind).toBe('not-drawn')
  })
})

describe('meanErrorOf', () => {
  it('does not let errors of opposite sign cancel', () => {
    expect(meanErrorOf([run('nearest', 0.5, 0.6), run('nearest', 0.6, 0.5)])).toBeCloseTo(0.1)
  })
})

describe('estimateByDistanceFigure', () => {
  it('draws one curve a propagator', () => {
    const byDistance = [1, 2].map((distanceSlices) => ({
      distanceSlices,
      iou: 0.8 / distanceSlices,
      low: 0.3,
      high: 0.9,
      sampleCount: 3,
    }))
    const estimate = { iou: 0.6, low: 0.5, high: 0.7, byDistance, observationCount: 6, basis: 'defaults' as const }
    const outcome = estimateByDistanceFigure({
      estimates: new Map([['Signed distance', estimate]]),
      panelTitle: 'Heart',
    })
    if (outcome.kind !== 'drawn') throw new Error(outcome.reason)
    expect(outcome.figure.panels[0].series[0]).toMatchObject({
      points: [
        { x: 1, y: 0.8 },
        { x: 2, y: 0.4 },
      ],
    })
  })
})
