import { throwIfCancelled } from '../errors'
import { isFilledOutside, outermostKeyBefore, type Segment } from './segments'
import type { MaskStepper, PropagationContext } from './Propagator'
import type { OutsideRule } from './rules'
import { sliceOf, type SliceStack } from './SliceStack'

/** Where a slice's mask came from: the key slice it started at and the number of steps since. */
export interface Arrival {
  readonly keySliceIndex: number
  readonly hops: number
}

/**
 * Algorithm 1 of arXiv 2412.08081 (method.md A8). A first-in-first-out queue holds all key slices in ascending order; each
 * slice taken from it offers its mask first to the slice below, then to the one above. A neighbour that has no mask takes what
 * it is given unless that is empty, and joins the queue. So every slice inherits from its nearest key slice, and of two equally
 * near ones from the lower. Annotated-empty slices have a mask, hence block, and offer nothing.
 *
 * @param segments where masks may go; beyond the outermost key slices as far as `outside` says
 * @returns the filled stack `[slice, height, width]`, 0 where nothing arrived, and each slice's arrival (null: none)
 */
export async function propagateByQueue(options: {
  readonly stack: SliceStack
  readonly segments: readonly Segment[]
  readonly stepper: MaskStepper
  readonly outside: OutsideRule
  readonly context: PropagationContext
}): Promise<{ data: Uint8Array; arrivals: (Arrival | null)[] }> {
  const { stack, segments, stepper, outside, context } = options
  const filled = { ...stack, data: stack.data.slice() }
  const arrivals = Array.from<unknown, Arrival | null>({ length: stack.sliceCount }, () => null)
  const isOpen = openSlices(stack.sliceCount, segments, outside)
  const total = isOpen.reduce((count, open) => count + open, 0)
  const queue: number[] = segments.flatMap(({ keySliceIndices }) => keySliceIndices)
  for (const keySliceIndex of queue) arrivals[keySliceIndex] = { keySliceIndex, hops: 0 }
  let done = 0
  for (let head = 0; head < queue.length; head++) {
    const fromSliceIndex = queue[head]
    const from = arrivals[fromSliceIndex] as Arrival
    for (const toSliceIndex of [fromSliceIndex - 1, fromSliceIndex + 1]) {
      if (toSliceIndex < 0 || toSliceIndex >= stack.sliceCount || isOpen[toSliceIndex] === 0) continue
      throwIfCancelled(context.signal, 'Propagation')
      const mask = await stepper.step({ mask: sliceOf(filled, fromSliceIndex), fromSliceIndex, toSliceIndex })
      if (!hasClass(mask)) continue
      sliceOf(filled, toSliceIndex).set(mask)
      arrivals[toSliceIndex] = { keySliceIndex: from.keySliceIndex, hops: from.hops + 1 }
      isOpen[toSliceIndex] = 0
      queue.push(toSliceIndex)
      context.produced?.(toSliceIndex, mask)
      context.report({ done: ++done, total })
      await context.breathe()
    }
  }
  return { data: filled.data, arrivals }
}

/** 1 for every slice that has no mask yet and may get one. */
function openSlices(sliceCount: number, segments: readonly Segment[], outside: OutsideRule): Uint8Array {
  const isOpen = new Uint8Array(sliceCount)
  for (const segment of segments) {
    for (let sliceIndex = segment.firstSliceIndex; sliceIndex <= segment.lastSliceIndex; sliceIndex++)
      if (
        outermostKeyBefore(segment, sliceIndex) === null ||
        isFilledOutside({ segment, sliceIndex, outside, sliceCount })
      )
        isOpen[sliceIndex] = 1
    for (const keySliceIndex of segment.keySliceIndices) isOpen[keySliceIndex] = 0
  }
  return isOpen
}

export function hasClass(mask: Uint8Array): boolean {
  for (let at = 0; at < mask.length; at++) if (mask[at] !== 0) return true
  return false
}
