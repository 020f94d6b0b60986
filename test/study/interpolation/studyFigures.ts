import { describePercent } from '../../../src-main/domain/analysis/describeNumbers'
import { densityAxis, IOU_AXIS } from '../../../src-main/domain/figures/axes'
import type { FigurePanel, FigurePoint, FigureSpec } from '../../../src-main/domain/figures/FigureSpec'
import { isClassical, type StudyEntry, type StudySummary } from './summariseStudy'

const BEST_CLASSICAL = 'best classical'
const EQUAL = 'estimate = truth'
const HOPS_DENSITY = 0.1
const HOPS_SHOWN = 12

/** @returns the figures that the numbers allow, on the reporting halves */
export function studyFigures({ entries, estimates }: StudySummary): FigureSpec[] {
  const reporting = entries.filter(({ half }) => half === 'reporting')
  const sets = [...new Set(reporting.map(({ set }) => set))]
  const methods = [...new Set(reporting.map(({ method }) => method))].filter((id) => !isClassical(id))
  const columnCount = Math.min(3, sets.length)
  const legend = (name: string): FigureSpec['legend'] => ({
    title: 'Method',
    entries: [{ name, style: null }, ...methods.map((method, style) => ({ name: method, style }))],
    palette: 'categorical',
  })
  const figures: FigureSpec[] = [
    {
      id: 'interpolation-by-density',
      title: 'Quality of propagated masks by density',
      caption:
        'IoU with human masks on the unannotated slices, by density ρ: mean over classes and seeds, then over the cases of the reporting halves; 95 % bootstrap intervals over cases. ' +
        'The best classical method is the best of nearest slice, signed distance and ITK by its mean at that set and density.',
      panels: sets.map((set) =>
        densityPanel(
          set,
          methods,
          reporting.filter((entry) => entry.set === set),
        ),
      ),
      columnCount,
      legend: legend(BEST_CLASSICAL),
    },
    {
      id: 'interpolation-by-hops',
      title: `Quality of propagated masks by distance to the nearest annotated slice, ρ = ${describePercent(HOPS_DENSITY)}`,
      caption:
        'IoU with human masks over all voxels of the unannotated slices at one distance, pooled over cases and seeds of the reporting halves for each class, then averaged over classes.',
      panels: sets.flatMap((set) =>
        hopsPanel(
          set,
          methods,
          reporting.filter((entry) => entry.set === set),
        ),
      ),
      columnCount,
      legend: legend(BEST_CLASSICAL),
    },
    {
      id: 'interpolation-estimates',
      title: 'The leave-one-key-slice-out estimate against the truth',
      caption:
        'Estimated against true IoU of a cohort’s unannotated slices: one point for each density and seed of the reporting halves, with the estimate’s 95 % interval drawn along the estimate.',
      panels: sets.flatMap((set) =>
        estimatePanel(
          set,
          methods,
          estimates.filter((point) => point.set === set && point.half === 'reporting'),
        ),
      ),
      columnCount,
      legend: legend(EQUAL),
    },
  ]
  return figures.filter(({ panels }) => panels.length > 0)
}

function densityPanel(set: string, methods: readonly string[], here: readonly StudyEntry[]): FigurePanel {
  const densities = densitiesOf(here)
  return {
    title: titleOf(set, here),
    xAxis: densityAxis(densities),
    yAxis: { ...IOU_AXIS, label: 'IoU, unannotated slices', domain: [0, 1] },
    series: [
      { mark: 'line', name: BEST_CLASSICAL, points: bestEntries(here).flatMap(pointByDensity) },
      ...methods.map((method) => ({
        mark: 'line' as const,
        name: method,
        points: here.filter((entry) => entry.method === method).flatMap(pointByDensity),
      })),
    ],
    referenceLines: [],
  }
}

function hopsPanel(set: string, methods: readonly string[], all: readonly StudyEntry[]): FigurePanel[] {
  const here = all.filter(({ densityFraction }) => densityFraction === HOPS_DENSITY)
  const points = ({ byHops }: StudyEntry): FigurePoint[] =>
    byHops.flatMap(({ hops, iou }) => (iou === null || hops > HOPS_SHOWN ? [] : [point(hops, iou)]))
  const series = [
    ...bestEntries(here).map((entry) => ({ mark: 'line' as const, name: BEST_CLASSICAL, points: points(entry) })),
    ...methods.flatMap((method) =>
      here
        .filter((entry) => entry.method === method)
        .map((entry) => ({ mark: 'line' as const, name: method, points: points(entry) })),
    ),
  ]
  const longest = Math.max(0, ...series.flatMap((each) => each.points.map(({ x }) => Number(x))))
  if (longest < 2) return []
  return [
    {
      title: titleOf(set, here),
      xAxis: {
        scale: 'linear',
        label: 'Distance to annotated slice',
        unit: 'slices',
        format: 'count',
        ticks: Array.from({ length: Math.floor((longest + 1) / 2) }, (_, at) => 1 + 2 * at),
        domain: null,
      },
      yAxis: { ...IOU_AXIS, label: 'IoU', domain: [0, 1] },
      series,
      referenceLines: [],
    },
  ]
}

function estimatePanel(set: string, methods: readonly string[], here: StudySummary['estimates']): FigurePanel[] {
  if (here.length === 0) return []
  const axis = { ...IOU_AXIS, domain: [0, 1] as [number, number], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] }
  return [
    {
      title: set,
      // The interval belongs to the estimate, and error bars are vertical: so the estimate stands on the y axis.
      xAxis: { ...axis, label: 'True IoU' },
      yAxis: { ...axis, label: 'Estimated IoU' },
      series: [
        { mark: 'line', name: EQUAL, points: [point(0, 0), point(1, 1)] },
        ...methods.map((method) => ({
          mark: 'points' as const,
          name: method,
          points: here
            .filter((each) => each.method === method)
            .map(({ truth, estimate, low, high }) => ({ ...point(truth, estimate), low, high })),
        })),
      ],
      referenceLines: [],
    },
  ]
}

/** Of each density, the entry of the best classical method. */
function bestEntries(here: readonly StudyEntry[]): StudyEntry[] {
  return densitiesOf(here).flatMap((density) => {
    const same = here.filter(({ densityFraction }) => densityFraction === density)
    const best = same[0].againstClassical?.best
    return same.filter(({ method }) => method === best)
  })
}

function pointByDensity({ densityFraction, unannotatedSlices: { mean, interval } }: StudyEntry): FigurePoint[] {
  if (mean === null) return []
  return [{ ...point(densityFraction, mean), low: interval?.low ?? null, high: interval?.high ?? null }]
}

function point(x: number, y: number): FigurePoint {
  return { x, y, low: null, high: null, replicates: [] }
}

function densitiesOf(entries: readonly StudyEntry[]): number[] {
  return [...new Set(entries.map(({ densityFraction }) => densityFraction))].sort((a, b) => a - b)
}

function titleOf(set: string, here: readonly StudyEntry[]): string {
  return here.length === 0 ? set : `${set} (${here[0].caseCount} cases)`
}
