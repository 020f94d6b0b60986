import { z } from 'zod'

/**
 * A figure as plain JSON of our own: what is drawn, in the units of its axes, and nothing of any plotting library.
 * `figures/renderSvg.ts` turns it into a picture; the report lists its points as a table.
 */

const numericAxisSchema = z.object({
  scale: z.enum(['linear', 'log2']),
  label: z.string(),
  unit: z.string().nullable(),
  /** How tick labels and tables print a value; `percent` prints 0.05 as "5 %". */
  format: z.enum(['fraction', 'signed', 'count', 'percent']),
  /** Exactly these ticks; null lets the renderer choose. */
  ticks: z.array(z.number()).nullable(),
  /** Limits of the axis; null lets the data decide. */
  domain: z.tuple([z.number(), z.number()]).nullable(),
})

const categoryAxisSchema = z.object({
  scale: z.literal('category'),
  label: z.string(),
  unit: z.string().nullable(),
  categories: z.array(z.string()),
})

const pointSchema = z.object({
  /** A number on a numeric axis, one of the categories on a category axis. */
  x: z.union([z.number(), z.string()]),
  y: z.number(),
  /** Ends of the error bar; null where there is none. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Single replicates (policies, seeds) behind the mean, drawn as small dots. */
  replicates: z.array(z.number()),
})
export type FigurePoint = z.infer<typeof pointSchema>

const boxSchema = z.object({
  x: z.string(),
  low: z.number(),
  lowerQuartile: z.number(),
  median: z.number(),
  upperQuartile: z.number(),
  high: z.number(),
})

const seriesSchema = z.discriminatedUnion('mark', [
  z.object({
    /** `line` joins its points in order; `points` does not; `bar` starts at 0. */
    mark: z.enum(['line', 'points', 'bar']),
    /** One of the legend's entries. */
    name: z.string(),
    points: z.array(pointSchema),
  }),
  z.object({ mark: z.literal('box'), name: z.string(), boxes: z.array(boxSchema) }),
])
export type FigureSeries = z.infer<typeof seriesSchema>

const panelSchema = z.object({
  title: z.string(),
  xAxis: z.discriminatedUnion('scale', [numericAxisSchema, categoryAxisSchema]),
  yAxis: numericAxisSchema,
  series: z.array(seriesSchema),
  /** Horizontal lines; an empty label draws the line alone. */
  referenceLines: z.array(z.object({ y: z.number(), label: z.string() })),
})
export type FigurePanel = z.infer<typeof panelSchema>

export const figureSpecSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** What is shown, what the bars mean, over how many cases and replicates. */
  caption: z.string(),
  panels: z.array(panelSchema),
  columnCount: z.number().int(),
  legend: z.object({
    title: z.string(),
    /**
     * Every name a series may have. `style` decides colour and marker, so that a name looks the same in all panels and figures; null is
     * the neutral style of what the others are compared with.
     */
    entries: z.array(z.object({ name: z.string(), style: z.int().nullable() })),
    /** `ordered` for quantities (light to dark), `categorical` for methods. */
    palette: z.enum(['categorical', 'ordered']),
  }),
})
export type FigureSpec = z.infer<typeof figureSpecSchema>

/** What drawing gives: a figure, or the reason why these data do not make one. */
export type FigureOutcome =
  | { readonly kind: 'drawn'; readonly figure: FigureSpec }
  | { readonly kind: 'not-drawn'; readonly id: string; readonly title: string; readonly reason: string }
