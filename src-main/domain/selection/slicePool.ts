import type { SelectionRequest } from './defineSelectionPolicy'

/** The slices of one volume, or of several one after another, and how many of each may be chosen. */
export interface SlicePool {
  readonly volumeSliceCounts: readonly number[]
  /** Of each slice, the volume's place in `volumeSliceCounts`. */
  readonly volumeOf: Uint32Array
  /** Whether this many slices of its volume are chosen already that no more may be. */
  isFull(slice: number): boolean
  /** Notes that a slice was chosen. */
  take(slice: number): void
}

/** @param maximumPerVolume left out, all of a volume may be chosen */
export function slicePoolOf(
  { sliceCount, volumeSliceCounts = [sliceCount] }: SelectionRequest,
  maximumPerVolume = Number.POSITIVE_INFINITY,
): SlicePool {
  const volumeOf = new Uint32Array(sliceCount)
  let start = 0
  volumeSliceCounts.forEach((count, volume) => {
    volumeOf.fill(volume, start, start + count)
    start += count
  })
  const taken = new Uint32Array(volumeSliceCounts.length)
  // Within one volume the budget is the only limit.
  const limit = volumeSliceCounts.length > 1 ? maximumPerVolume : Number.POSITIVE_INFINITY
  return {
    volumeSliceCounts,
    volumeOf,
    isFull: (slice) => taken[volumeOf[slice]] >= limit,
    take: (slice) => void taken[volumeOf[slice]]++,
  }
}
