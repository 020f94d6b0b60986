/** A strip of `count` equal cells, `widthPixels` wide. */
export interface StripSize {
  readonly count: number
  readonly widthPixels: number
}

/** Where cell `position` lies, in pixels. */
export function cellOf(position: number, { count, widthPixels }: StripSize): { left: number; width: number } {
  const width = widthPixels / Math.max(1, count)
  return { left: position * width, width }
}

/** SVG path of one rectangle for each cell: few elements however many slices a volume has. */
export function cellsPath({
  positions,
  size,
  top,
  bottom,
  gapFraction = 0.2,
}: {
  readonly positions: readonly number[]
  readonly size: StripSize
  readonly top: number
  readonly bottom: number
  /** Part of the cell that is left free, 2 pixels at most. */
  readonly gapFraction?: number
}): string {
  return positions
    .map((position) => {
      const { left, width } = cellOf(position, size)
      const inset = Math.min(2, width * gapFraction) / 2
      return `M${round(left + inset)} ${top}H${round(left + width - inset)}V${bottom}H${round(left + inset)}Z`
    })
    .join('')
}

/** Neighbouring numbers together: 3 4 5 9 → [3, 5], [9, 9]. */
export function rangesOf(ascending: readonly number[]): (readonly [first: number, last: number])[] {
  const ranges: [number, number][] = []
  for (const number of ascending) {
    const latest = ranges.at(-1)
    if (latest !== undefined && number === latest[1] + 1) latest[1] = number
    else ranges.push([number, number])
  }
  return ranges
}

/** The cell under a pointer; the nearest one outside of the strip. */
export function positionAt({
  clientX,
  box,
  count,
}: {
  readonly clientX: number
  readonly box: { readonly left: number; readonly width: number }
  readonly count: number
}): number {
  const fraction = box.width === 0 ? 0 : (clientX - box.left) / box.width
  return Math.min(count - 1, Math.max(0, Math.floor(fraction * count)))
}

/** Where a key leads on a strip; null for other keys. Down is on, as in every viewer of slices. */
export function positionAfterKey(key: string, { position, count }: { position: number; count: number }): number | null {
  const last = count - 1
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(last, position + 1)
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(0, position - 1)
    case 'PageDown':
      return Math.min(last, position + 10)
    case 'PageUp':
      return Math.max(0, position - 10)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
