import type { PageRecord, SeenMeasure } from './pageProbe'

/** What draws: Mesa's llvmpipe needs a screen, SwiftShader comes with the browser. */
export type DrawingProgram = 'llvmpipe' | 'swiftshader'

/** What was measured with one program that draws; times in ms, null where something never came. */
export interface WindowMeasurement {
  readonly program: DrawingProgram
  readonly measuredAt: string
  readonly renderer: string
  readonly otherLoadFraction: number | null
  readonly loadAverage: number
  /** From starting the server host to a window that lists the workspace; the browser ran already. */
  readonly usableMs: number
  readonly opened: readonly OpenedVolume[]
  /** Key presses that go a slice on, and moves of a window/level drag. */
  readonly scroll: Interaction
  readonly window: Interaction
  /** One slice of a label map, changed in place: from telling the viewer to the picture in all three panes. */
  readonly labelSliceMs: readonly number[]
  /** Batches of slices of a propagation: from the news that they were computed to the picture. */
  readonly propagatedMs: readonly number[]
  readonly propagatedMainPaneMs: readonly number[]
  readonly training: { readonly longTasksMs: readonly number[]; readonly seconds: number }
  readonly memory: {
    readonly openedCount: number
    readonly startPrivateBytes: number | null
    readonly endPrivateBytes: number | null
    readonly startHeapBytes: number
    readonly endHeapBytes: number
  } | null
}

export const PARTS = ['open', 'interact', 'propagate', 'training', 'memory'] as const
export type Part = (typeof PARTS)[number]

const FIELDS: Readonly<Record<Part, readonly (keyof WindowMeasurement)[]>> = {
  open: ['opened', 'usableMs'],
  interact: ['scroll', 'window', 'labelSliceMs'],
  propagate: ['propagatedMs', 'propagatedMainPaneMs'],
  training: ['training'],
  memory: ['memory'],
}

/** A measurement of some parts, with the others as they were measured before. */
export function withEarlierParts(
  now: WindowMeasurement,
  earlier: WindowMeasurement | undefined,
  parts: readonly Part[],
): WindowMeasurement {
  if (earlier === undefined) return now
  const fields = PARTS.filter((part) => parts.includes(part)).flatMap((part) => FIELDS[part])
  const measured = Object.fromEntries(fields.map((field) => [field, now[field]]))
  const { measuredAt, otherLoadFraction, loadAverage } = now
  return { ...earlier, ...measured, measuredAt, otherLoadFraction, loadAverage }
}

export interface OpenedVolume {
  readonly caseId: string
  readonly layout: 'axial' | 'three'
  /** From choosing the case. */
  readonly firstSliceMs: number | null
  readonly wholeVolumeMs: number | null
  /** The longest task while it opened. */
  readonly longestTaskMs: number
}

export interface Interaction {
  readonly steps: number
  /** Own scripting of frames over 50 ms, in ms; empty where no frame took that long. */
  readonly longScriptMs: readonly number[]
  readonly longFramesMs: readonly number[]
  readonly medianFrameMs: number
}

/** When the last of the panes showed it. */
export function shownInAll(measures: readonly SeenMeasure[], name: string, paneCount: number): number | null {
  const panes = new Map<unknown, number>()
  for (const each of measures) if (each.name === name && !panes.has(each.detail)) panes.set(each.detail, each.shownMs)
  return panes.size < paneCount ? null : Math.max(...panes.values())
}

const LONG_MS = 50

export function interactionOf(record: PageRecord, steps: number): Interaction {
  const sorted = record.frameIntervalsMs.toSorted((a, b) => a - b)
  return {
    steps,
    longScriptMs: record.longFrames.map(({ scriptMs }) => scriptMs).filter((each) => each > LONG_MS),
    longFramesMs: record.longFrames.map(({ durationMs }) => durationMs),
    medianFrameMs: sorted.at(sorted.length >> 1) ?? 0,
  }
}

/** From the news that slices were computed to the pictures that show them, of each batch: in the first pane drawn, and in all. */
export function propagationDelays(measures: readonly SeenMeasure[]): { firstPaneMs: number[]; allPanesMs: number[] } {
  const firstPaneMs: number[] = []
  const allPanesMs: number[] = []
  const drawings = measures.filter(({ name }) => name === 'viewer:label-drawn')
  for (const fetched of measures.filter(({ name }) => name === 'volume:slices-fetched')) {
    // The viewer is told just before the page says that the slices were fetched.
    const shown = drawings
      .filter((each) => each.endMs > fetched.endMs)
      .map(({ shownMs, detail }) => ({ shownMs, detail }))
    const byPane = new Map<unknown, number>()
    for (const { detail, shownMs } of shown) if (!byPane.has(detail)) byPane.set(detail, shownMs)
    if (byPane.size === 0) continue
    firstPaneMs.push(Math.min(...byPane.values()) - fetched.startMs)
    allPanesMs.push(Math.max(...byPane.values()) - fetched.startMs)
  }
  return { firstPaneMs, allPanesMs }
}
