import { describeCount, describeNumber, describePercent, describeSigned } from '../analysis/describeNumbers'
import type { FigurePanel, FigureSpec } from './FigureSpec'
import { cell, type TableSpec } from './TableSpec'

/** The numbers of a figure as a table, for those who cannot see it or want to draw it again. */
export function figureTable({ id, title, panels, legend }: FigureSpec): TableSpec {
  const rows = panels.flatMap((panel) => {
    const y = (value: number | null) =>
      value === null ? '–' : panel.yAxis.format === 'signed' ? describeSigned(value, 4) : describeNumber(value, 4)
    const row = (name: string, x: string, value: number, low: number | null, high: number | null) =>
      [panel.title, name, x, y(value), y(low), y(high)].map((text) => cell(text))
    return panel.series.flatMap((series) =>
      series.mark === 'box'
        ? series.boxes.map(({ x, median, low, high }) => row(series.name, x, median, low, high))
        : series.points.map((point) => row(series.name, describeX(panel, point.x), point.y, point.low, point.high)),
    )
  })
  return {
    id: `${id}-numbers`,
    title,
    caption: 'Low and high are the ends of the error bar; for a box, of its range, beside its median.',
    columns: [
      { label: 'Panel', align: 'left' },
      { label: legend.title, align: 'left' },
      { label: panels[0].xAxis.label, align: 'right' },
      { label: panels[0].yAxis.label, align: 'right' },
      { label: 'Low', align: 'right' },
      { label: 'High', align: 'right' },
    ],
    rows,
  }
}

function describeX({ xAxis }: FigurePanel, x: number | string): string {
  if (typeof x === 'string' || xAxis.scale === 'category') return String(x)
  if (xAxis.format === 'percent') return describePercent(x)
  return xAxis.format === 'count' ? describeCount(x) : describeNumber(x, 3)
}
