import type { GridVolume } from './GridVolume'

/** Sent to the graphics card in one frame, and time spent on it: more would make the next picture late. */
const BYTES_PER_FRAME = 6 * 2 ** 20
const MILLISECONDS_PER_FRAME = 10

interface Waiting {
  readonly slices: Set<number>
  /** Makes the voxels of a k-slice, where they are not there already. */
  readonly prepare: ((k: number) => void) | null
}

/** k-slices on their way to the graphics card: a few a frame, those nearest to what is looked at first. */
export class UploadQueue {
  private readonly waiting = new Map<GridVolume, Waiting>()
  private readonly focusSlice: () => number
  private readonly onSent: (slices: ReadonlySet<number>, isLast: boolean) => void
  private frame: number | null = null
  private isDisposed = false

  constructor(request: { focusSlice: () => number; onSent: (slices: ReadonlySet<number>, isLast: boolean) => void }) {
    this.focusSlice = request.focusSlice
    this.onSent = request.onSent
  }

  /** Takes nothing more once it was disposed of: what was under way for a scene that was left still arrives. */
  add(grid: GridVolume, slices: Iterable<number>, prepare: ((k: number) => void) | null = null): void {
    if (this.isDisposed) return
    const waiting = this.waiting.get(grid) ?? { slices: new Set<number>(), prepare }
    for (const k of slices) waiting.slices.add(k)
    if (waiting.slices.size === 0) return
    this.waiting.set(grid, waiting)
    this.frame ??= requestAnimationFrame(() => this.send())
  }

  /** Whether something of it is still to be sent. */
  has(grid: GridVolume): boolean {
    return this.waiting.has(grid)
  }

  drop(grid: GridVolume): void {
    this.waiting.delete(grid)
  }

  dispose(): void {
    this.isDisposed = true
    this.waiting.clear()
    if (this.frame !== null) cancelAnimationFrame(this.frame)
  }

  private send(): void {
    this.frame = null
    const endMs = performance.now() + MILLISECONDS_PER_FRAME
    const focus = this.focusSlice()
    const sent = new Set<number>()
    let sentBytes = 0
    const hasRoom = () => sentBytes < BYTES_PER_FRAME && performance.now() < endMs
    for (const [grid, { slices, prepare }] of [...this.waiting]) {
      for (const k of [...slices].sort((a, b) => Math.abs(a - focus) - Math.abs(b - focus))) {
        if (!hasRoom()) break
        slices.delete(k)
        prepare?.(k)
        if (!grid.uploadSlice(k)) continue
        sent.add(k)
        sentBytes += grid.sliceByteLength
      }
      if (slices.size === 0) this.waiting.delete(grid)
    }
    const isLast = this.waiting.size === 0
    this.onSent(sent, isLast)
    if (!isLast) this.frame = requestAnimationFrame(() => this.send())
  }
}
