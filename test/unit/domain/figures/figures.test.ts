import { describe, expect, it } from 'vitest'
import { figures } from '../../../../src-main/catalog/figures'
import { figureTable } from '../../../../src-main/domain/figures/figureTable'
import { figureSpecSchema, type FigurePanel, type FigureSpec } from '../../../../src-main/domain/figures/FigureSpec'
import type { Results } from '../../../../src-main/domain/experiment/results'
import { literalQuality, literalResults, literalRun } from '../../../support/literalResults'
import { demoGrid, paperGrid, syntheticResults } from '../../../support/syntheticResults'

function draw(id: string, results: Results): FigureSpec {
  const outcome = figures.get(id).draw(results)
  if (outcome.kind === 'not-drawn') throw new Error(outcome.reason)
  return outcome.figure
}

function reason(id: string, results: Results): string | null {
  const outcome = figures.get(id).draw(results)
  return outcome.kind === 'not-drawn' ? outcome.reason : null
}

/** "name: x y; x y" for each series that has points, y to three digits. */
function points(panel: FigurePanel): string[] {
  return panel.series.flatMap((series) =>
    series.mark === 'box' || series.points.length === 0
      ? []
      : [`${series.name}: ${series.points.map(({ x, y }) => `${x} ${Number(y.toFixed(3))}`).join('; ')}`],
  )
}

// Two densities and two fractions: 10 % of all volumes costs what 20 % of half of them costs.
const grid = [
  literalRun([0.9, 0.7], { isDenseReference: true }),
  literalRun([0.5, 0.3], { densityFraction: 0.1, volumeFraction: 0.5 }),
  literalRun([0.7, 0.5], { densityFraction: 0.1, volumeFraction: 1 }),
  literalRun([0.6, 0.4], { densityFraction: 0.2, volumeFraction: 0.5 }),
  literalRun([0.8, 0.6], { densityFraction: 0.2, volumeFraction: 1 }),
]

describe('IoU by budget (Figure 2, upper half)', () => {
  it('has one line a volume fraction over the budget in slices, and the dense reference as a line', () => {
    const [panel] = draw('iou-by-budget', literalResults(grid)).panels
    expect(points(panel)).toEqual(['1/2: 5 0.4; 10 0.5', 'all: 10 0.6; 20 0.7'])
    expect(panel.xAxis).toMatchObject({ scale: 'log2', unit: 'slices', ticks: [5, 10, 20] })
    expect(panel.referenceLines).toEqual([{ y: 0.8, label: 'dense reference 0.800' }])
  })

  it('averages policies and seeds, shows them as replicates, and brackets the mean over cases', () => {
    const runs = [
      literalRun([0.6, 0.4], { policy: 'fixed-interval' }),
      literalRun([0.8, 0.6], { policy: 'uniform-random' }),
      literalRun([0.9, 0.9], { densityFraction: 0.2 }),
    ]
    const [panel] = draw('iou-by-budget', literalResults(runs)).panels
    const [series] = panel.series
    const point = series.mark === 'box' ? null : series.points[0]
    expect(point!.y).toBeCloseTo(0.6, 12)
    expect(point!.replicates.map((value) => Number(value.toFixed(3)))).toEqual([0.5, 0.7])
    // With two cases, the resamples are {0.5, 0.5}, {0.7, 0.7} and mixed ones.
    expect(point!.low).toBeCloseTo(0.5, 12)
    expect(point!.high).toBeCloseTo(0.7, 12)
  })

  it('leaves out a case in which no class is there, and runs trained on propagated masks', () => {
    const runs = [
      literalRun([0.6, null]),
      literalRun([0.8, 0.8], { densityFraction: 0.2 }),
      literalRun([0.1, 0.1], { propagator: 'nearest' }),
    ]
    expect(points(draw('iou-by-budget', literalResults(runs)).panels[0])).toEqual(['all: 10 0.6; 20 0.8'])
  })

  it('draws one panel a network', () => {
    const runs = [
      ...grid,
      ...grid.map((run) => ({ ...run, configuration: { ...run.configuration, model: 'unet-3d' } })),
    ]
    expect(draw('iou-by-budget', literalResults(runs)).panels.map(({ title }) => title)).toEqual(['unet-2d', 'unet-3d'])
  })
})

describe('IoU by density (Figure 2, lower half)', () => {
  it('joins configurations of equal budget', () => {
    const figure = draw('iou-by-density', literalResults(grid))
    expect(points(figure.panels[0])).toEqual(['5: 0.1 0.4', '10: 0.1 0.6; 0.2 0.5', '20: 0.2 0.7'])
    expect(figure.legend).toMatchObject({ title: 'Budget (slices)', palette: 'ordered' })
  })

  it('takes budgets that differ in the last bits for one', () => {
    const runs = [
      literalRun([0.5, 0.5], { densityFraction: 0.4, volumeFraction: 0.25 }),
      literalRun([0.5, 0.5], { densityFraction: 0.1 }),
      {
        ...literalRun([0.5, 0.5], { densityFraction: 0.2, volumeFraction: 0.5 }),
        nominalBudgetSlices: 10.000000000000002,
      },
    ]
    expect(points(draw('iou-by-density', literalResults(runs)).panels[0])).toEqual(['10: 0.1 0.5; 0.2 0.5; 0.4 0.5'])
  })
})

describe('drop from dense (Figure 1)', () => {
  it('is the paired difference to the dense reference', () => {
    const [panel] = draw('drop-from-dense', literalResults(grid)).panels
    expect(points(panel)).toEqual(['5: 0.1 -0.4', '10: 0.1 -0.2; 0.2 -0.3', '20: 0.2 -0.1'])
    const [series] = panel.series
    // Every case loses 0.4: pairing leaves no spread, though the cases differ by 0.2.
    const [point] = series.mark === 'box' ? [] : series.points
    expect(point.low).toBeCloseTo(-0.4, 12)
    expect(point.high).toBeCloseTo(-0.4, 12)
  })
})

describe('with and without propagated masks (Figure 4)', () => {
  it('pairs identical slices: runs without a partner do not count', () => {
    const runs = [
      literalRun([0.5, 0.3]),
      literalRun([0.9, 0.9], { seed: 1 }),
      literalRun([0.6, 0.5], { propagator: 'nearest' }),
    ]
    const [score, difference] = draw('with-and-without-propagation', literalResults(runs)).panels
    expect(points(score)).toEqual(['annotated slices alone: 10\u00a0% 0.4', 'nearest: 10\u00a0% 0.55'])
    expect(points(difference)).toEqual(['nearest: 10\u00a0% 0.15'])
  })
})

describe('selection policies (Figure 5)', () => {
  it('is IoU over the mean of the policies, minus 1', () => {
    const runs = [literalRun([0.6, 0.6]), literalRun([0.4, 0.4], { policy: 'uniform-random' })]
    const [panel] = draw('selection-policies', literalResults(runs)).panels
    expect(points(panel)).toEqual(['fixed-interval: 10\u00a0% 0.2', 'uniform-random: 10\u00a0% -0.2'])
  })

  it('compares five policies, named with their parameters', () => {
    const policies = [
      'facility-location',
      'facility-location[positionWeight=0.2]',
      'fixed-interval',
      'k-center',
      'jittered',
    ]
    const runs = policies.map((policy, at) => literalRun([0.4 + at / 20, 0.4 + at / 20], { policy }))
    const [panel] = draw('selection-policies', literalResults(runs)).panels
    // IoU 0.40, 0.45, 0.50, 0.55, 0.60: mean 0.5; policies in alphabetical order.
    const scores = panel!.series.map((series) =>
      series.mark === 'points' ? [series.name, Number(series.points[0]!.y?.toFixed(6))] : [],
    )
    expect(scores).toEqual([
      ['facility-location', -0.2],
      ['facility-location[positionWeight=0.2]', -0.1],
      ['fixed-interval', 0],
      ['jittered', 0.2],
      ['k-center', 0.1],
    ])
  })

  it('leaves out configurations that some policy has not run, and adds boxes from five on', () => {
    const densities = [0.05, 0.1, 0.2, 0.4, 0.8]
    const runs = densities.flatMap((densityFraction) => [
      literalRun([0.6, 0.6], { densityFraction }),
      literalRun([0.4, 0.4], { densityFraction, policy: 'uniform-random' }),
    ])
    const complete = draw('selection-policies', literalResults(runs))
    expect(complete.panels.map(({ title }) => title)).toEqual(['unet-2d, all volumes', 'unet-2d, all configurations'])
    const partial = draw('selection-policies', literalResults(runs.slice(0, 9)))
    expect(partial.panels).toHaveLength(1)
    expect(points(partial.panels[0])[0].split(';')).toHaveLength(4)
  })
})

describe('interpolation quality (Table 3)', () => {
  const measured = [
    literalQuality({ iouAllSlices: 0.9, iouUnannotatedSlices: 0.8 }, [8, 10], [5, 10]),
    literalQuality({ label: 2, iouAllSlices: 0.7, iouUnannotatedSlices: 0.6 }, [2, 10]),
    literalQuality({ caseId: 'b', iouAllSlices: 0.6, iouUnannotatedSlices: null }, [10, 10]),
  ]

  it('averages classes within a case, then cases; a case with nothing to count is left out', () => {
    const [all, unannotated] = draw('interpolation-quality', literalResults([], measured)).panels
    expect(points(all)).toEqual(['nearest: 0.1 0.7'])
    expect(points(unannotated)).toEqual(['nearest: 0.1 0.7'])
    expect(all.title).toBe('blocks, all slices')
  })

  it('pools voxels by distance for each class, then averages classes', () => {
    const [panel] = draw('interpolation-by-distance', literalResults([], measured)).panels
    // One slice away: class 1 (8 + 10) / (10 + 10), class 2 2 / 10; two slices away class 1 alone.
    expect(points(panel)).toEqual(['nearest: 1 0.55; 2 0.5'])
  })
})

describe('data that do not make a figure', () => {
  const one = literalResults([literalRun([0.5, 0.6])])
  it.each([
    ['iou-by-budget', one, /at least two configurations/],
    ['iou-by-density', one, /at least two densities/],
    ['drop-from-dense', one, /dense reference/],
    ['with-and-without-propagation', one, /one with a propagator and one without/],
    ['selection-policies', one, /at least two selection policies/],
    ['interpolation-quality', one, /dense volume/],
    ['interpolation-by-distance', one, /dense volume/],
  ])('%s says what it needs', (id, results, expected) => {
    expect(reason(id, results)).toMatch(expected)
  })

  it.each(figures.ids)('%s says so of an empty experiment, too', (id) => {
    expect(reason(id, literalResults([]))).toMatch(/^It needs/)
  })

  it.each(figures.ids)('%s takes runs without any score', (id) => {
    const nothing = literalResults([
      literalRun([null]),
      literalRun([null], { densityFraction: 0.2, policy: 'uniform-random' }),
    ])
    expect(() => figures.get(id).draw(nothing)).not.toThrow()
  })
})

describe.each([
  ['the paper’s grid', syntheticResults(paperGrid)],
  ['the demo’s grid', syntheticResults(demoGrid)],
])('every figure of %s', (_, results) => {
  it.each(figures.ids)('%s is plain JSON, every series in the legend, its numbers in a table', (id) => {
    const figure = draw(id, results)
    expect(figureSpecSchema.parse(JSON.parse(JSON.stringify(figure)))).toEqual(figure)
    const names = figure.legend.entries.map(({ name }) => name)
    for (const { series } of figure.panels) for (const { name } of series) expect(names).toContain(name)
    expect(figureTable(figure).rows.length).toBeGreaterThan(0)
    expect(figure.caption).toContain('bootstrap intervals')
  })
})
