import type { SliceViewport } from './SliceViewport'

/** What the window's benchmark waits for; each is a measure of the browser's performance timeline, its detail the pane's name. */
export type PictureName = 'viewer:first-slice' | 'viewer:complete' | 'viewer:label-drawn'

/** Measures how long it takes until a pane's next picture shows what changed. A browser's profiler shows the measures too. */
export class PictureTimes {
  private readonly expected = new Map<SliceViewport, Map<PictureName, number>>()
  private readonly begun = new Set<SliceViewport>()
  private readonly shown = new Set<SliceViewport>()

  expect(name: PictureName, panes: Iterable<SliceViewport>, sinceMs: number): void {
    for (const pane of panes) {
      const names = this.expected.get(pane) ?? new Map<PictureName, number>()
      names.set(name, names.get(name) ?? sinceMs)
      this.expected.set(pane, names)
    }
  }

  /** As `expect`, once for each pane. */
  expectFirst(name: PictureName, panes: Iterable<SliceViewport>, sinceMs: number): void {
    const fresh = [...panes].filter((pane) => !this.begun.has(pane))
    for (const pane of fresh) this.begun.add(pane)
    this.expect(name, fresh, sinceMs)
  }

  /** A pane has been drawn with something of the volume in it. */
  hasShown(pane: SliceViewport): boolean {
    return this.shown.has(pane)
  }

  /** A pane has been drawn. */
  tell(pane: SliceViewport): void {
    for (const [name, sinceMs] of this.expected.get(pane) ?? []) this.tellNow(name, pane, sinceMs)
    this.expected.delete(pane)
    if (this.begun.has(pane)) this.shown.add(pane)
  }

  tellNow(name: PictureName, pane: SliceViewport, sinceMs: number): void {
    performance.measure(name, { start: sinceMs, end: performance.now(), detail: pane.paneName })
    // Observers have it; the timeline itself would grow for as long as the window is open.
    performance.clearMeasures(name)
  }
}
