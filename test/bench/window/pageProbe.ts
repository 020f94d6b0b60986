import type { Page } from 'playwright-core'

/** A measure of the viewer (see src-renderer/viewer/PictureTimes.ts), and when its picture was on screen. */
export interface SeenMeasure {
  readonly name: string
  readonly detail: unknown
  readonly startMs: number
  readonly endMs: number
  /** Two frames after the drawing was asked for: a program that draws in place of a graphics card holds frames up until it is done. */
  readonly shownMs: number
}

/** What a page tells about itself since `reset`. */
export interface PageRecord {
  readonly measures: readonly SeenMeasure[]
  /** Tasks over 50 ms. */
  readonly longTasksMs: readonly number[]
  /** Frames over 50 ms: as a whole, and of it the time in our scripts. */
  readonly longFrames: readonly { readonly durationMs: number; readonly scriptMs: number; readonly script: string }[]
  /** Between pictures of the browser. */
  readonly frameIntervalsMs: readonly number[]
}

interface Probe {
  record: { -readonly [Key in keyof PageRecord]: PageRecord[Key][number][] }
}

declare global {
  interface Window {
    speedProbe: Probe
  }
}

/** Before the page's own scripts. */
export async function installProbe(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const probe: Probe = { record: { measures: [], longTasksMs: [], longFrames: [], frameIntervalsMs: [] } }
    window.speedProbe = probe
    const nextFrame = () => new Promise(requestAnimationFrame)
    const see = async ({ name, detail, startTime, duration }: PerformanceMeasure) => {
      await nextFrame()
      const shownMs = await nextFrame()
      const times = { startMs: startTime, endMs: startTime + duration, shownMs: Number(shownMs) }
      probe.record.measures.push({ name, detail: detail as unknown, ...times })
    }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) void see(entry as PerformanceMeasure)
    }).observe({ type: 'measure' })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) probe.record.longTasksMs.push(entry.duration)
    }).observe({ type: 'longtask' })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { scripts = [] } = entry as {
          scripts?: { duration: number; invoker: string; sourceFunctionName: string }[]
        }
        const longest = scripts.toSorted((a, b) => b.duration - a.duration).at(0)
        probe.record.longFrames.push({
          durationMs: entry.duration,
          scriptMs: scripts.reduce((sum, { duration }) => sum + duration, 0),
          script: longest === undefined ? '' : `${longest.invoker} ${longest.sourceFunctionName}`,
        })
      }
    }).observe({ type: 'long-animation-frame' })
    let beforeMs = performance.now()
    const tick = (nowMs: number) => {
      probe.record.frameIntervalsMs.push(nowMs - beforeMs)
      beforeMs = nowMs
      requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
}

export async function resetProbe(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.speedProbe.record = { measures: [], longTasksMs: [], longFrames: [], frameIntervalsMs: [] }
  })
}

export function readProbe(page: Page): Promise<PageRecord> {
  return page.evaluate(() => window.speedProbe.record)
}
