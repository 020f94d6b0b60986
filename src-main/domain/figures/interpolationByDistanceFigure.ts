import { describePercent } from '../analysis/describeNumbers'
import { interpolationDimensions } from '../analysis/interpolationScores'
import type { InterpolationQuality } from '../experiment/results'
import { bootstrapInterval } from '../statistics/bootstrapInterval'
import { distanceAxis, IOU_AXIS } from './axes'
import { defineFigure } from './defineFigure'
import { propagatorEntries } from './propagatorEntries'
import type { FigurePanel, FigurePoint } from './FigureSpec'

/** How far masks can be trusted: IoU by distance to the nearest annotated slice. */
export const interpolationByDistanceFigure = defineFigure({
  id: 'interpolation-by-distance',
  title: 'Quality of interpolated masks by distance to the nearest annotated slice',
  follows: null,
  draw: (results) => {
    const { interpolationQuality } = results
    if (interpolationQuality.length === 0) return 'It needs interpolation measured on at least one dense volume.'
    const { datasets, densities, propagators } = interpolationDimensions(interpolationQuality)
    const panels = datasets.flatMap((dataset) =>
      densities.flatMap((density): FigurePanel[] => {
        const here = interpolationQuality.filter((each) => each.dataset === dataset && each.densityFraction === density)
        const series = propagators.map((name) => ({
          mark: 'line' as const,
          name,
          points: pointsByDistance(here.filter(({ propagator }) => propagator === name)),
        }))
        const distances = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => Number(x))))]
        if (distances.length < 2) return []
        return [
          {
            title: `${dataset}, ρ = ${describePercent(density)}`,
            xAxis: distanceAxis(distances),
            yAxis: { ...IOU_AXIS, label: 'IoU with human masks', domain: [0, 1] },
            series,
            referenceLines: [],
          },
        ]
      }),
    )
    if (panels.length === 0)
      return 'At the densities measured every slice is annotated or lies next to an annotated one: there is only one distance.'
    return {
      panels,
      columnCount: Math.min(3, panels.length),
      legend: { title: 'Propagator', entries: propagatorEntries(results, propagators), palette: 'categorical' },
      caption:
        'IoU of interpolated with human masks over the voxels of all unannotated slices at one distance (in slices) to the nearest annotated slice, pooled over cases, policies and seeds for each class, then averaged over classes. ' +
        'Densities at which there is only one distance are left out. Error bars: 95 % bootstrap intervals over cases.',
    }
  },
})

/** Pooled IoU at every distance, class means; the interval resamples cases. */
function pointsByDistance(measured: readonly InterpolationQuality[]): FigurePoint[] {
  const cases = [...Map.groupBy(measured, ({ caseId }) => caseId)].sort(([a], [b]) => (a < b ? -1 : 1))
  const labels = [...new Set(measured.map(({ label }) => label))]
  const distances = new Set(measured.flatMap(({ byDistance }) => byDistance.map((entry) => entry.distanceSlices)))
  return [...distances]
    .filter((distance) => distance > 0)
    .sort((a, b) => a - b)
    .flatMap((distance): FigurePoint[] => {
      const perCase = cases.map(([, ofCase]) => labels.map((label) => voxelsAt(ofCase, label, distance)))
      const pooled = (caseIndices: Iterable<number>): number | null => {
        const sums = labels.map(() => ({ intersectionVoxels: 0, unionVoxels: 0 }))
        for (const index of caseIndices)
          perCase[index].forEach((voxels, at) => {
            sums[at].intersectionVoxels += voxels.intersectionVoxels
            sums[at].unionVoxels += voxels.unionVoxels
          })
        const present = sums.filter(({ unionVoxels }) => unionVoxels > 0)
        if (present.length === 0) return null
        return present.reduce((sum, each) => sum + each.intersectionVoxels / each.unionVoxels, 0) / present.length
      }
      const y = pooled(perCase.keys())
      if (y === null) return []
      const interval = bootstrapInterval({ itemCount: perCase.length, statistic: pooled })
      return [{ x: distance, y, low: interval?.low ?? null, high: interval?.high ?? null, replicates: [] }]
    })
}

function voxelsAt(measured: readonly InterpolationQuality[], label: number, distanceSlices: number) {
  let intersectionVoxels = 0
  let unionVoxels = 0
  for (const quality of measured)
    if (quality.label === label)
      for (const entry of quality.byDistance)
        if (entry.distanceSlices === distanceSlices) {
          intersectionVoxels += entry.intersectionVoxels
          unionVoxels += entry.unionVoxels
        }
  return { intersectionVoxels, unionVoxels }
}
