import { Error as LogErrors, parse, textMetrics, View } from 'vega'
import { compile } from 'vega-lite'
import type { FigureSpec } from '../domain/figures/FigureSpec'
import { textWidthPixels } from './textWidth'
import { vegaLiteOf } from './vegaLiteOf'

/** Exported by vega and meant to be replaced, but missing from its typings. */
declare module 'vega' {
  export const textMetrics: { width: (item: { fontSize?: number }, text: unknown) => number }
}

/**
 * Draws a figure as a stand-alone SVG: no script, no font or picture from elsewhere, text as text, the same bytes for the same figure.
 * Title and description are inside for screen readers.
 */
export async function renderSvg(figure: FigureSpec): Promise<string> {
  textMetrics.width = ({ fontSize = 11 }, text) => textWidthPixels(String(text), fontSize)
  const { spec } = compile(vegaLiteOf(figure))
  const view = new View(parse(spec), { renderer: 'none', logLevel: LogErrors })
  try {
    return withTitle(await view.toSVG(), figure)
  } finally {
    view.finalize()
  }
}

function withTitle(svg: string, { id, title, caption }: FigureSpec): string {
  const end = svg.indexOf('>', svg.indexOf('<svg'))
  const names = `role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc"`
  const text = `<title id="${id}-title">${escapeXml(title)}</title><desc id="${id}-desc">${escapeXml(caption)}</desc>`
  return `${svg.slice(0, end)} ${names}>${text}${svg.slice(end + 1)}\n`
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}
