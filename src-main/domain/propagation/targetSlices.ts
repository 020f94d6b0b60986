import type { Segment } from './segments'

export interface TargetSlice {
  readonly sliceIndex: number
  /** Slices to the nearest key slice. */
  readonly hops: number
  /** Beyond the outermost key slices. */
  readonly isOutside: boolean
}

/**
 * The slices of a segment that a method fills itself, gap by gap, within each those next to a key slice first.
 * @param options.goesOn whether also beyond the outermost key slices
 */
export function targetSlices(segment: Segment, { goesOn }: { goesOn: boolean }): TargetSlice[] {
  const { firstSliceIndex, lastSliceIndex, keySliceIndices } = segment
  const ends = [firstSliceIndex - 1, ...keySliceIndices, lastSliceIndex + 1]
  return ends.slice(1).flatMap((end, gap) => {
    const start = ends[gap]
    const [isBefore, isAfter] = [gap === 0, gap === keySliceIndices.length]
    const isOutside = isBefore || isAfter
    if (isOutside && !goesOn) return []
    return Array.from({ length: end - start - 1 }, (_, at) => {
      const sliceIndex = start + 1 + at
      const hops = Math.min(isBefore ? Infinity : sliceIndex - start, isAfter ? Infinity : end - sliceIndex)
      return { sliceIndex, hops, isOutside }
    }).sort((a, b) => a.hops - b.hops)
  })
}
