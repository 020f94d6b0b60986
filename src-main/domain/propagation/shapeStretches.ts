import type { Segment } from './segments'

/** Where a slice lies with respect to the key slices of its segment. */
export type Stretch =
  | { readonly kind: 'between'; readonly lower: number; readonly upper: number }
  | (Beyond & { readonly lower: number; readonly upper: null })
  | (Beyond & { readonly lower: null; readonly upper: number })

interface Beyond {
  readonly kind: 'beyond'
  /** The key slice before the outermost one; null where there is one only. */
  readonly previous: number | null
  /** From the outermost key slice to the annotated-empty one; null where the volume ends first. */
  readonly blockHops: number | null
}

/**
 * @param leaveOut key slices that count as not annotated
 * @returns null where no key slice is left in the segment; a key slice that is not left out lies between itself and its neighbour
 */
export function stretchAt(options: {
  readonly segment: Segment
  readonly sliceIndex: number
  readonly leaveOut: ReadonlySet<number>
  readonly sliceCount: number
}): Stretch | null {
  const { segment, sliceIndex, leaveOut, sliceCount } = options
  const keys = segment.keySliceIndices.filter((each) => !leaveOut.has(each))
  if (keys.length === 0) return null
  const above = keys.findIndex((each) => each >= sliceIndex)
  if (above > 0) return { kind: 'between', lower: keys[above - 1], upper: keys[above] }
  if (above === 0 && keys[0] === sliceIndex && keys.length > 1)
    return { kind: 'between', lower: keys[0], upper: keys[1] }
  if (above === 0) {
    const block = segment.firstSliceIndex - 1
    const blockHops = block < 0 ? null : keys[0] - block
    return { kind: 'beyond', lower: null, upper: keys[0], previous: keys.at(1) ?? null, blockHops }
  }
  const last = keys[keys.length - 1]
  const block = segment.lastSliceIndex + 1
  const blockHops = block === sliceCount ? null : block - last
  return { kind: 'beyond', lower: last, upper: null, previous: keys.at(-2) ?? null, blockHops }
}
