import type { SliceState } from '../labels/sliceStates'
import type { OutsideRule } from './rules'

/** A stretch of slices between two blocks (annotated-empty slices or the volume's ends), both ends included. */
export interface Segment {
  readonly firstSliceIndex: number
  readonly lastSliceIndex: number
  /** Slices annotated with a class in them, ascending; masks spread from these. At least one. */
  readonly keySliceIndices: readonly number[]
}

/** The stretches between blocks that hold a key slice. Nothing passes through an annotated-empty slice (contract.md §2). */
export function segmentsOf(states: readonly SliceState[]): Segment[] {
  const segments: Segment[] = []
  let first = 0
  for (let end = 0; end <= states.length; end++) {
    if (end < states.length && states[end] !== 'annotated-empty') continue
    const keySliceIndices: number[] = []
    for (let sliceIndex = first; sliceIndex < end; sliceIndex++)
      if (states[sliceIndex] === 'annotated') keySliceIndices.push(sliceIndex)
    if (keySliceIndices.length > 0) segments.push({ firstSliceIndex: first, lastSliceIndex: end - 1, keySliceIndices })
    first = end + 1
  }
  return segments
}

/** The outermost key slice that a slice lies beyond; null for a slice between two key slices or on one. */
export function outermostKeyBefore({ keySliceIndices }: Segment, sliceIndex: number): number | null {
  const [first, last] = [keySliceIndices[0], keySliceIndices[keySliceIndices.length - 1]]
  if (sliceIndex < first) return first
  return sliceIndex > last ? last : null
}

/** Whether a mask may spread to a slice beyond the outermost key slices. */
export function isFilledOutside(options: {
  readonly segment: Segment
  readonly sliceIndex: number
  readonly outside: OutsideRule
  readonly sliceCount: number
}): boolean {
  const { segment, sliceIndex, outside, sliceCount } = options
  const key = outermostKeyBefore(segment, sliceIndex)
  if (key === null || outside === 'background' || outside === 'ignore') return false
  if (outside === 'repeat') return true
  const block = sliceIndex < key ? segment.firstSliceIndex - 1 : segment.lastSliceIndex + 1
  const isVolumeEnd = block < 0 || block === sliceCount
  return isVolumeEnd || Math.abs(sliceIndex - key) < Math.abs(sliceIndex - block)
}
