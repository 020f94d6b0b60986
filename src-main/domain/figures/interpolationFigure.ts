import { describeList, describeQuantity } from '../analysis/describeNumbers'
import { interpolationByCase, interpolationDimensions, type InterpolationScope } from '../analysis/interpolationScores'
import { meanOf, sortedValues } from '../analysis/summariseReplicates'
import { bootstrapMean } from '../statistics/bootstrapInterval'
import { densityAxis, IOU_AXIS } from './axes'
import { defineFigure } from './defineFigure'
import { propagatorEntries } from './propagatorEntries'
import type { FigurePanel, FigurePoint } from './FigureSpec'

const SCOPES: readonly { scope: InterpolationScope; title: string }[] = [
  { scope: 'all-slices', title: 'all slices' },
  { scope: 'unannotated-slices', title: 'unannotated slices only' },
]

/** Interpolated against human masks by density, with and without the slices that a person annotated. */
export const interpolationFigure = defineFigure({
  id: 'interpolation-quality',
  title: 'Quality of interpolated masks',
  follows: 'Table 3',
  draw: (results) => {
    const { interpolationQuality } = results
    if (interpolationQuality.length === 0) return 'It needs interpolation measured on at least one dense volume.'
    const { datasets, densities, propagators } = interpolationDimensions(interpolationQuality)
    const panels = datasets.flatMap((dataset) =>
      SCOPES.map(({ scope, title }): FigurePanel => {
        const ofDataset = interpolationQuality.filter((quality) => quality.dataset === dataset)
        return {
          title: `${dataset}, ${title}`,
          xAxis: densityAxis(densities),
          yAxis: { ...IOU_AXIS, label: 'IoU with human masks', domain: [0, 1] },
          series: propagators.map((name) => ({
            mark: densities.length > 1 ? 'line' : 'points',
            name,
            points: densities.flatMap((density): FigurePoint[] => {
              const here = ofDataset.filter((each) => each.propagator === name && each.densityFraction === density)
              const byCase = interpolationByCase(here, scope)
              const y = meanOf(byCase)
              if (y === null) return []
              const interval = bootstrapMean(sortedValues(byCase))
              return [{ x: density, y, low: interval?.low ?? null, high: interval?.high ?? null, replicates: [] }]
            }),
          })),
          referenceLines: [],
        }
      }),
    )
    const counts = datasets.map((dataset) => {
      const cases = interpolationQuality.filter((quality) => quality.dataset === dataset)
      return `${dataset}: ${describeQuantity(new Set(cases.map(({ caseId }) => caseId)).size, 'case')}`
    })
    return {
      panels,
      columnCount: 2,
      legend: { title: 'Propagator', entries: propagatorEntries(results, propagators), palette: 'categorical' },
      caption:
        `IoU of interpolated with human masks by density ρ. Counting all slices includes those a person annotated, which are right by definition; the right-hand panels count ` +
        `the slices in between alone. Mean over foreground classes, policies and seeds, then over cases (${describeList(counts)}). Error bars: 95 % bootstrap intervals over cases.`,
    }
  },
})
