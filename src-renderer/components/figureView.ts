// Loaded when the first figure is shown: the plotting library is a megabyte that no other page needs.
import { Error as LogErrors, parse, View } from 'vega'
import { expressionInterpreter } from 'vega-interpreter'
import { compile, type TopLevelSpec } from 'vega-lite'
import type { FigureSpec } from '../../src-main/domain/figures/FigureSpec'
import { DARK_COLOURS } from '../../src-main/figures/palette'
import { vegaLiteOf } from '../../src-main/figures/vegaLiteOf'

/** The pointer is over a mark; `datum` is the row behind it. */
interface HoveredMark {
  readonly datum: Readonly<Record<string, unknown>>
  readonly clientX: number
  readonly clientY: number
}

/**
 * Draws a figure into an element, without its legend (the page has its own, with switches). Expressions are interpreted, not
 * compiled: the content security policy forbids `eval`.
 * @returns the way to take it away
 */
export async function showFigure({
  figure,
  container,
  isDark,
  onHover,
}: {
  figure: FigureSpec
  container: HTMLElement
  isDark: boolean
  /** null: the pointer is over nothing. */
  onHover: (hovered: HoveredMark | null) => void
}): Promise<() => void> {
  const spec = withHover(vegaLiteOf(figure))
  const view = viewOf(isDark ? recoloured(spec) : spec)
  view.tooltip((_, event, __, value: unknown) => {
    const isRow = typeof value === 'object' && value !== null && 'series' in value
    onHover(isRow ? { datum: { ...value }, clientX: pointOf(event).x, clientY: pointOf(event).y } : null)
  })
  await view.renderer('svg').initialize(container).hover().runAsync()
  return () => view.finalize()
}

/** The figure as the report has it: legend and all, on white. */
export async function figureSvg(figure: FigureSpec): Promise<string> {
  const view = viewOf(vegaLiteOf(figure))
  try {
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}

/** As `figureSvg`, in pixels, three to each of its own: sharp in print. */
export async function figurePng(figure: FigureSpec): Promise<Blob> {
  const view = viewOf(vegaLiteOf(figure))
  try {
    const canvas = await view.toCanvas(3)
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob === null ? reject(new Error('The picture could not be made.')) : resolve(blob))),
    )
  } finally {
    view.finalize()
  }
}

function viewOf(spec: TopLevelSpec): View {
  const runtime = parse(compile(spec).spec, undefined, { ast: true })
  return new View(runtime, { expr: expressionInterpreter, renderer: 'none', logLevel: LogErrors })
}

function withHover(spec: TopLevelSpec): TopLevelSpec {
  const { config } = spec
  return {
    ...spec,
    config: {
      ...config,
      mark: { ...config?.mark, tooltip: { content: 'data' } },
      legend: { ...config?.legend, disable: true },
    },
  }
}

/** The specification with every colour of a white page replaced by that of a dark one. */
function recoloured<Value>(value: Value): Value
function recoloured(value: unknown): unknown {
  if (typeof value === 'string') return DARK_COLOURS.get(value) ?? value
  if (Array.isArray(value)) return value.map((each: unknown) => recoloured(each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, recoloured(each as unknown)]))
}

function pointOf(event: Event): { x: number; y: number } {
  return event instanceof MouseEvent ? { x: event.clientX, y: event.clientY } : { x: 0, y: 0 }
}
