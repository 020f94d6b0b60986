import type { TopLevelSpec } from 'vega-lite'
import type { FigurePanel, FigureSpec } from '../domain/figures/FigureSpec'
import { GRID, INK, MUTED_INK, PAPER } from './palette'
import { panelLayers, type Layer } from './panelLayers'

const FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

/** One column is wider than tall; three fit a page together. */
const PANEL_SIZE_PIXELS: Record<number, { width: number; height: number }> = {
  1: { width: 520, height: 300 },
  2: { width: 330, height: 230 },
  3: { width: 215, height: 190 },
}

/** A figure as a Vega-Lite specification: panels in a grid, one legend below all of them. */
export function vegaLiteOf(figure: FigureSpec): TopLevelSpec {
  const columns = Math.min(figure.columnCount, figure.panels.length)
  const size = PANEL_SIZE_PIXELS[columns] ?? PANEL_SIZE_PIXELS[3]
  return {
    columns,
    spacing: { column: 30, row: 26 },
    concat: figure.panels.map((panel, at) => ({
      ...size,
      layer: [
        titleLayer(panelTitle(panel, at, figure.panels.length)),
        ...panelLayers({ panel, legend: figure.legend, widthPixels: size.width }),
      ],
    })),
    background: PAPER.light,
    padding: 8,
    config: {
      aria: false,
      font: FONT,
      view: { stroke: null },
      axis: {
        labelFontSize: 11,
        titleFontSize: 12,
        titleFontWeight: 'normal',
        labelColor: INK.light,
        titleColor: INK.light,
        domainColor: MUTED_INK.light,
        tickColor: MUTED_INK.light,
        gridColor: GRID.light,
        titlePadding: 8,
        labelPadding: 4,
      },
      legend: {
        orient: 'bottom',
        direction: 'horizontal',
        labelFontSize: 11.5,
        titleFontSize: 12,
        titleFontWeight: 'normal',
        labelColor: INK.light,
        titleColor: MUTED_INK.light,
        titleOrient: 'left',
        titleAnchor: 'middle',
        titleLimit: 0,
        labelLimit: 0,
        columnPadding: 18,
        symbolSize: 80,
        offset: 14,
      },
    },
  }
}

/** A title property would move with the uppermost tick label, and titles of neighbouring panels would not stand on one line. */
function titleLayer(text: string): Layer {
  return {
    data: { values: [{ text }] },
    mark: { type: 'text', align: 'left', baseline: 'bottom', fontSize: 13, fontWeight: 'bold', color: INK.light },
    encoding: { x: { value: 0 }, y: { value: -14 }, text: { field: 'text', type: 'nominal' } },
  }
}

/** "(a) unet-2d": lettered where there is more than one panel, so that a text can refer to it. */
function panelTitle(panel: FigurePanel, at: number, panelCount: number): string {
  if (panelCount === 1) return panel.title
  const letter = (n: number) => String.fromCharCode(97 + n)
  return `(${at < 26 ? letter(at) : letter(Math.floor(at / 26) - 1) + letter(at % 26)}) ${panel.title}`
}
