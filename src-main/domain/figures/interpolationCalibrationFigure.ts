import { describeNumber, describePercent } from '../analysis/describeNumbers'
import { entriesOf, IOU_AXIS } from './axes'
import type { FigureOutcome, FigurePanel, FigurePoint } from './FigureSpec'

/** One propagation of a cohort whose truth is known: what was estimated without it, and what it is. */
export interface CalibrationRun {
  readonly dataset: string
  readonly propagator: string
  readonly densityFraction: number
  readonly seed: number
  readonly estimate: { readonly iou: number; readonly low: number; readonly high: number }
  /** Mean over cases of the IoU over all voxels of the unannotated slices together (contract.md §3). */
  readonly trueIou: number
}

const FACTS = {
  id: 'interpolation-calibration',
  title: 'Estimated against true quality of interpolated masks',
}

/** Points on the diagonal were estimated rightly. One panel a data set, one point a run. */
export function interpolationCalibrationFigure(options: {
  readonly runs: readonly CalibrationRun[]
  /** Names of propagators by id, in the order of the legend. */
  readonly labels: ReadonlyMap<string, string>
}): FigureOutcome {
  const { runs, labels } = options
  if (runs.length === 0)
    return { kind: 'not-drawn', ...FACTS, reason: 'It needs estimates for at least one cohort whose truth is known.' }
  const nameOf = (propagator: string) => labels.get(propagator) ?? propagator
  const names = [...new Set([...labels.values(), ...runs.map(({ propagator }) => nameOf(propagator))])].filter((name) =>
    runs.some(({ propagator }) => nameOf(propagator) === name),
  )
  const panels = [...Map.groupBy(runs, ({ dataset }) => dataset)].map(([dataset, here]): FigurePanel => ({
    title: `${dataset}: mean error ${describeNumber(meanErrorOf(here), 3)}`,
    xAxis: { ...IOU_AXIS, label: 'True IoU on unannotated slices', domain: [0, 1] },
    yAxis: { ...IOU_AXIS, label: 'Estimated IoU', domain: [0, 1] },
    series: [
      { mark: 'line', name: IDENTITY, points: [0, 1].map((value) => pointAt(value, value)) },
      ...names.map((name) => ({
        mark: 'points' as const,
        name,
        points: here
          .filter(({ propagator }) => nameOf(propagator) === name)
          .map(({ trueIou, estimate: { iou, low, high } }) => ({ ...pointAt(trueIou, iou), low, high })),
      })),
    ],
    referenceLines: [],
  }))
  const densities = [...new Set(runs.map(({ densityFraction }) => densityFraction))].sort((a, b) => a - b)
  return {
    kind: 'drawn',
    figure: {
      ...FACTS,
      panels,
      columnCount: Math.min(3, panels.length),
      legend: {
        title: 'Propagator',
        entries: [...entriesOf(names), { name: IDENTITY, style: null }],
        palette: 'categorical',
      },
      caption:
        `Quality of interpolated masks estimated from left-out annotated slices alone, against their true quality: IoU over all voxels of the unannotated slices of a case together, mean over classes and cases. One point for each propagator, seed and density (${densities.map(describePercent).join(', ')}). ` +
        'Error bars: 95 % intervals of the estimate. Mean error: mean distance of the points from the diagonal.',
    },
  }
}

const IDENTITY = 'estimate = truth'

/** Mean absolute difference of estimate and truth. */
export function meanErrorOf(runs: readonly CalibrationRun[]): number {
  return runs.reduce((sum, { estimate, trueIou }) => sum + Math.abs(estimate.iou - trueIou), 0) / runs.length
}

function pointAt(x: number, y: number): FigurePoint {
  return { x, y, low: null, high: null, replicates: [] }
}
