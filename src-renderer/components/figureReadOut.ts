import { describeCount, describeNumber, describePercent } from '../../src-main/domain/analysis/describeNumbers'
import type { FigureSpec } from '../../src-main/domain/figures/FigureSpec'

type Axis = FigureSpec['panels'][number]['xAxis']

/** What is said of a mark of a figure: its series, then x and y with their units, then the ends of its error bar. */
export function figureReadOut(
  { panels, legend }: FigureSpec,
  datum: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly value: string }[] {
  const [{ xAxis, yAxis }] = panels
  const lines = [{ name: legend.title, value: String(datum['series']) }]
  const { x, y, low, high, median, lowerQuartile, upperQuartile } = datum
  if (typeof x === 'number' || typeof x === 'string')
    lines.push({ name: nameOf(xAxis), value: describeValue(xAxis, x) })
  const add = (name: string, ...values: unknown[]) => {
    if (values.every((value) => typeof value === 'number'))
      lines.push({ name, value: values.map((value) => describeNumber(Number(value), 4)).join(' to ') })
  }
  add(nameOf(yAxis), y)
  add('Median', median)
  add('Quartiles', lowerQuartile, upperQuartile)
  add(typeof median === 'number' ? 'Range' : 'Interval', low, high)
  return lines
}

function nameOf({ label, unit }: Axis): string {
  return unit === null ? label : `${label} (${unit})`
}

function describeValue(axis: Axis, value: number | string): string {
  if (axis.scale === 'category' || typeof value === 'string') return String(value)
  if (axis.format === 'percent') return describePercent(value)
  return axis.format === 'count' ? describeCount(value) : describeNumber(value, 3)
}
