import { describeNumber } from '../analysis/describeNumbers'
import type { FigurePanel, FigurePoint, FigureSpec } from './FigureSpec'
import type { ReplicateSummary } from '../analysis/summariseReplicates'
import { roundTicks } from './roundTicks'

/** Axes and points that several figures share. */

type NumericAxis = FigurePanel['yAxis']

export const IOU_AXIS: NumericAxis = {
  scale: 'linear',
  label: 'Test IoU',
  unit: null,
  format: 'fraction',
  ticks: null,
  domain: null,
}

export const IOU_DIFFERENCE_AXIS: NumericAxis = {
  scale: 'linear',
  label: 'Difference in IoU',
  unit: null,
  format: 'signed',
  ticks: null,
  domain: null,
}

/** Budgets and densities double from one to the next, so a log2 axis spaces them evenly. */
export function densityAxis(densities: readonly number[]): NumericAxis {
  return {
    scale: 'log2',
    label: 'Slices annotated per volume (ρ)',
    unit: null,
    format: 'percent',
    ticks: [...densities],
    domain: null,
  }
}

export function budgetAxis(budgets: readonly number[]): NumericAxis {
  return { scale: 'log2', label: 'Budget', unit: 'slices', format: 'count', ticks: [...budgets], domain: null }
}

export function distanceAxis(distances: readonly number[]): NumericAxis {
  return {
    scale: 'linear',
    label: 'Distance to annotated slice',
    unit: 'slices',
    format: 'count',
    ticks: roundTicks(Math.max(...distances)),
    domain: null,
  }
}

export function pointOf(x: number | string, { iou, interval, replicates }: ReplicateSummary): FigurePoint {
  return { x, y: iou, low: interval?.low ?? null, high: interval?.high ?? null, replicates: [...replicates] }
}

export function denseLine(iou: number): { y: number; label: string } {
  return { y: iou, label: `dense reference ${describeNumber(iou, 3)}` }
}

/** Panels on one y axis, wide enough for every point, error bar and reference line: small multiples are read against each other. */
export function withSharedYAxis(panels: readonly FigurePanel[]): FigurePanel[] {
  const values = panels.flatMap(({ series, referenceLines }) => [
    ...referenceLines.map(({ y }) => y),
    ...series.flatMap((each) =>
      each.mark === 'box'
        ? each.boxes.flatMap(({ low, high }) => [low, high])
        : each.points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]),
    ),
  ])
  if (values.length === 0) return [...panels]
  const domain: [number, number] = [Math.min(...values), Math.max(...values)]
  return panels.map((panel) => ({ ...panel, yAxis: { ...panel.yAxis, domain } }))
}

/** Legend entries in the order of their styles. */
export function entriesOf(names: readonly string[]): FigureSpec['legend']['entries'] {
  return names.map((name, style) => ({ name, style }))
}
