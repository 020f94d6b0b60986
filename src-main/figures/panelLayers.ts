import type { TopLevelSpec } from 'vega-lite'
import type { FigurePanel, FigureSeries, FigureSpec } from '../domain/figures/FigureSpec'
import { numericAxisOf, xChannelOf, type Dodge } from './axisChannels'
import { coloursOf, INK, markersOf, MUTED_INK, PAPER } from './palette'

export type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number]

/** Layers of one panel, back to front: reference lines, bars, lines, error bars, replicates, markers, boxes. */
export function panelLayers({
  panel,
  legend,
  widthPixels,
}: {
  panel: FigurePanel
  legend: FigureSpec['legend']
  widthPixels: number
}): Layer[] {
  const { channel: x, dodge } = xChannelOf(panel, widthPixels)
  const names = legend.entries.map(({ name }) => name)
  const shown = names.filter((name) => panel.series.some((series) => series.name === name))
  const isCategory = panel.xAxis.scale === 'category'
  const sideBySide = isCategory && panel.series.every(({ mark }) => mark !== 'box') && shown.length > 1
  const colour = {
    field: 'series',
    type: 'nominal' as const,
    title: legend.title,
    legend: { symbolOpacity: 1 },
    scale: { domain: names, range: coloursOf(legend) },
  }
  const shape = {
    field: 'series',
    type: 'nominal' as const,
    title: legend.title,
    legend: { symbolOpacity: 1 },
    scale: { domain: names, range: markersOf(legend) },
  }
  const place = {
    x,
    ...(sideBySide
      ? {
          xOffset: {
            field: 'series',
            type: 'nominal' as const,
            scale: { domain: shown, paddingOuter: 0.12 },
            sort: null,
          },
        }
      : {}),
  }
  const y = { field: 'y', type: 'quantitative' as const, ...numericAxisOf(panel.yAxis) }
  const range = { y: { ...y, field: 'low' }, y2: { field: 'high' } }

  const rows = panel.series.flatMap((series) => rowsOf(panel.title, series, dodge))
  const rowsWith = (...marks: FigureSeries['mark'][]) => rows.filter(({ mark }) => marks.includes(mark))
  const withRange = rows.filter(({ low, high }) => low !== null && high !== null)
  const replicates = rowsWith('line', 'points').flatMap((row) => row.replicates.map((value) => ({ ...row, y: value })))
  const layers: (Layer | null)[] = [
    referenceLayer(panel, y),
    layerOf(rowsWith('bar'), { mark: { type: 'bar' }, encoding: { ...place, y, color: colour } }),
    layerOf(rowsWith('line'), {
      mark: { type: 'line', strokeWidth: 1.8 },
      encoding: { ...place, y, color: colour, order: { field: 'order', type: 'quantitative' } },
    }),
    layerOf(
      withRange.filter(({ mark }) => mark === 'bar'),
      { mark: { type: 'rule', strokeWidth: 1.2, color: INK.light }, encoding: { ...place, ...range } },
    ),
    layerOf(
      withRange.filter(({ mark }) => mark !== 'bar'),
      { mark: { type: 'rule', strokeWidth: 1.3, opacity: 0.75 }, encoding: { ...place, ...range, color: colour } },
    ),
    layerOf(replicates, {
      mark: { type: 'point', filled: false, fill: PAPER.light, size: 12, strokeWidth: 1, opacity: 1, shape: 'circle' },
      encoding: { ...place, y, color: colour },
    }),
    layerOf(rowsWith('line', 'points'), {
      mark: { type: 'point', filled: true, size: 52, opacity: 1 },
      encoding: { ...place, y, color: colour, shape },
    }),
    ...boxLayers(panel, { x: place.x, colour, y }),
    referenceLabelLayer(panel, y),
  ]
  return layers.filter((layer) => layer !== null)
}

/** A layer without rows would still claim a scale. */
function layerOf(rows: readonly object[], layer: Layer): Layer | null {
  return rows.length === 0 ? null : { data: { values: [...rows] }, ...layer }
}

function rowsOf(panel: string, series: FigureSeries, dodge: Dodge) {
  if (series.mark === 'box') return []
  const { mark, name } = series
  return series.points.map(({ x, replicates, ...point }, order) => ({
    ...point,
    x,
    place: dodge(x, name),
    replicates,
    series: name,
    panel,
    mark,
    order,
  }))
}

type Encoding = NonNullable<Extract<Layer, { mark: unknown }>['encoding']>

function boxLayers(
  panel: FigurePanel,
  { x, colour, y }: { x: Encoding['x']; colour: Encoding['color']; y: Encoding['y'] & object },
): (Layer | null)[] {
  const boxes = panel.series.flatMap((series) =>
    series.mark === 'box'
      ? series.boxes.map((box) => ({ ...box, place: box.x, series: series.name, panel: panel.title }))
      : [],
  )
  const between = (low: string, high: string) => ({ x, y: { ...y, field: low }, y2: { field: high } }) as Encoding
  return [
    layerOf(boxes, {
      mark: { type: 'rule', strokeWidth: 1.3 },
      encoding: { ...between('low', 'high'), color: colour } as Encoding,
    }),
    layerOf(boxes, {
      mark: { type: 'bar', width: 34 },
      encoding: { ...between('lowerQuartile', 'upperQuartile'), color: colour } as Encoding,
    }),
    layerOf(boxes, {
      mark: { type: 'tick', thickness: 2, width: 34, color: INK.light },
      encoding: { x, y: { ...y, field: 'median' } } as Encoding,
    }),
  ]
}

function referenceLayer(panel: FigurePanel, y: object): Layer | null {
  return layerOf(panel.referenceLines, {
    mark: { type: 'rule', strokeDash: [5, 4], strokeWidth: 1.2, color: MUTED_INK.light },
    encoding: { y } as Encoding,
  })
}

/** At the left end above the line: scores grow to the right, so there the line has room. */
function referenceLabelLayer(panel: FigurePanel, y: object): Layer | null {
  return layerOf(
    panel.referenceLines.filter(({ label }) => label !== ''),
    {
      mark: { type: 'text', align: 'left', baseline: 'bottom', dx: 4, dy: -3, fontSize: 11, color: MUTED_INK.light },
      encoding: { x: { value: 0 }, y, text: { field: 'label', type: 'nominal' } } as Encoding,
    },
  )
}
