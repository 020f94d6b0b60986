import { throwIfCancelled } from '../errors'
import type { SliceState } from '../labels/sliceStates'
import { sliceIou } from '../review/sliceIou'
import { hasClass } from './propagateByQueue'
import type { MaskStepper, PropagationRequest, Propagator } from './Propagator'
import { segmentsOf } from './segments'
import { sliceOf, type SliceStack } from './SliceStack'

/**
 * How far what comes from the key slice below differs from what comes from the one above, for every slice between two key slices:
 * 1 − IoU over the classes together. A step propagator carries a mask all the way from either side. A fill propagator looks at both
 * at once, so there the two key masks are laid centre on centre and compared: one number for the whole gap.
 * @returns one number a slice, null where a slice has a key slice on one side only, or both masks are empty
 */
export async function sideDisagreement(
  options: {
    readonly states: readonly SliceState[]
    readonly propagator: Propagator
    readonly params: unknown
    /** Told the two masks, `[height, width]`, of every slice that a step propagator carried masks to; to be copied. */
    readonly compared?: (sliceIndex: number, fromBelow: Uint8Array, fromAbove: Uint8Array) => void
  } & PropagationRequest,
): Promise<(number | null)[]> {
  const { states, propagator, params, stack, image, context, compared } = options
  const disagreement = Array.from<unknown, number | null>({ length: stack.sliceCount }, () => null)
  const gaps = segmentsOf(states).flatMap(({ keySliceIndices }) =>
    keySliceIndices.slice(1).map((upper, at) => ({ lower: keySliceIndices[at], upper })),
  )
  if (propagator.kind === 'fill') {
    for (const { lower, upper } of gaps) {
      const difference = differenceOf(centredOnEachOther(stack, lower, upper))
      for (let sliceIndex = lower + 1; sliceIndex < upper; sliceIndex++) disagreement[sliceIndex] = difference
      throwIfCancelled(context.signal, 'Propagation')
      await context.breathe()
    }
    return disagreement
  }
  const stepper = await propagator.open({ stack, image, context }, params)
  try {
    for (const { lower, upper } of gaps) {
      const fromBelow = await carried({ stepper, stack, from: lower, to: upper, context })
      const fromAbove = await carried({ stepper, stack, from: upper, to: lower, context })
      let difference: number | null = null
      for (const [at, below] of fromBelow.entries()) {
        const above = fromAbove[fromAbove.length - 1 - at]
        // A method that hands masks on as they are compares the same two all along the gap.
        if (at === 0 || below !== fromBelow[at - 1] || above !== fromAbove[fromAbove.length - at]) {
          difference = differenceOf([below, above])
          await context.breathe()
        }
        disagreement[lower + 1 + at] = difference
        compared?.(lower + 1 + at, below, above)
      }
    }
  } finally {
    await stepper.close()
  }
  return disagreement
}

/** The masks on the way from a key slice to the one before `to`, in that order. An empty mask stays empty. */
async function carried({
  stepper,
  stack,
  from,
  to,
  context,
}: {
  stepper: MaskStepper
  stack: SliceStack
  from: number
  to: number
  context: PropagationRequest['context']
}): Promise<Uint8Array[]> {
  const step = from < to ? 1 : -1
  const masks: Uint8Array[] = []
  let mask = sliceOf(stack, from)
  let isEmpty = !hasClass(mask)
  for (let at = from; at + step !== to; at += step) {
    throwIfCancelled(context.signal, 'Propagation')
    if (!isEmpty) {
      const next = await stepper.step({ mask, fromSliceIndex: at, toSliceIndex: at + step })
      isEmpty = next !== mask && !hasClass(next)
      mask = next
    }
    masks.push(mask)
    await context.breathe()
  }
  return masks
}

function differenceOf([a, b]: readonly [Uint8Array, Uint8Array]): number | null {
  const iou = sliceIou(a, b)
  return iou === null ? null : 1 - iou
}

/** Both masks; the upper one moved by whole pixels so that the centres of their foregrounds meet. */
function centredOnEachOther(stack: SliceStack, lower: number, upper: number): [Uint8Array, Uint8Array] {
  const [below, above] = [sliceOf(stack, lower), sliceOf(stack, upper)]
  const [centreBelow, centreAbove] = [centreOf(below, stack.width), centreOf(above, stack.width)]
  if (centreBelow === null || centreAbove === null) return [below, above]
  const columns = Math.round(centreBelow.column - centreAbove.column)
  const rows = Math.round(centreBelow.row - centreAbove.row)
  const moved = new Uint8Array(above.length)
  for (let row = 0; row < stack.height; row++)
    for (let column = 0; column < stack.width; column++) {
      const [toRow, toColumn] = [row + rows, column + columns]
      if (toRow < 0 || toRow >= stack.height || toColumn < 0 || toColumn >= stack.width) continue
      moved[toRow * stack.width + toColumn] = above[row * stack.width + column]
    }
  return [below, moved]
}

function centreOf(mask: Uint8Array, width: number): { row: number; column: number } | null {
  let [rows, columns, count] = [0, 0, 0]
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] === 0) continue
    rows += Math.floor(at / width)
    columns += at % width
    count++
  }
  return count === 0 ? null : { row: rows / count, column: columns / count }
}
