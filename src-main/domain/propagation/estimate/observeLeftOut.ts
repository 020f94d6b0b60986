import { IGNORE_LABEL } from '../../labels/LabelMap'
import type { SliceState } from '../../labels/sliceStates'
import { cropSlices } from '../../volume/cropSlices'
import type { SliceAxis } from '../../volume/slices'
import type { Volume } from '../../volume/Volume'
import { propagateStack } from '../propagateStack'
import type { PropagationContext, Propagator } from '../Propagator'
import type { OutsideRule, UnreachedRule } from '../rules'
import { sliceOf, type SliceStack } from '../SliceStack'
import { compareLeftOut } from './compareLeftOut'
import type { KeySliceObservation } from './KeySliceObservation'

/** Unannotated slices kept beyond what is propagated, for propagators that look at neighbouring slices of the image. */
const IMAGE_MARGIN_SLICES = 3

/**
 * Predicts annotated slices as if they had not been annotated, and compares. Only the stretch between the annotated slices on either side
 * is propagated: nothing passes through an annotated slice, so its result is that of the whole volume.
 *
 * @param options.stack 255 where not annotated
 * @param options.leaveOut annotated slices, neighbours among the annotated ones, ascending
 * @param options.image on the stack's grid, slices on `axis`; null where the propagator needs none
 * @returns one for each left-out slice and class that its annotation or its prediction shows
 * @throws SlicewrightError as `propagateStack`
 */
export async function observeLeftOut(options: {
  readonly caseId: string
  readonly stack: SliceStack
  readonly states: readonly SliceState[]
  readonly leaveOut: readonly number[]
  readonly propagator: Propagator
  readonly params: unknown
  readonly image: Volume | null
  readonly axis: SliceAxis
  readonly outside: OutsideRule
  readonly unreached: UnreachedRule
  readonly context: PropagationContext
}): Promise<KeySliceObservation[]> {
  const { caseId, stack, states, leaveOut, propagator, image, axis } = options
  const isLeftOut = new Set(leaveOut)
  const { first, last } = stretchAround({ states, leaveOut, margin: propagator.needsImage ? IMAGE_MARGIN_SLICES : 0 })
  const area = stack.height * stack.width
  const data = stack.data.slice(first * area, (last + 1) * area)
  const cropped: SliceStack = { ...stack, data, sliceCount: last - first + 1 }
  for (const sliceIndex of leaveOut) sliceOf(cropped, sliceIndex - first).fill(IGNORE_LABEL)
  const filled = await propagateStack({
    ...options,
    stack: cropped,
    states: states.slice(first, last + 1).map((state, at) => (isLeftOut.has(first + at) ? 'not-annotated' : state)),
    image:
      image === null || !propagator.needsImage
        ? null
        : cropSlices({ volume: image, axis, firstSliceIndex: first, lastSliceIndex: last }),
  })
  const predicted = (sliceIndex: number) => sliceOf({ ...cropped, data: filled.data }, sliceIndex - first)
  return compareLeftOut({ caseId, stack, states, leaveOut, predicted })
}

/** From the annotated slice below the left-out ones (or the first of them) to the one above (or the last). */
function stretchAround(options: { states: readonly SliceState[]; leaveOut: readonly number[]; margin: number }) {
  const { states, leaveOut, margin } = options
  const isAnnotated = (state: SliceState) => state !== 'not-annotated'
  const [lowest, highest] = [leaveOut[0], leaveOut[leaveOut.length - 1]]
  const below = states.slice(0, lowest).findLastIndex(isAnnotated)
  const above = states.slice(highest + 1).findIndex(isAnnotated)
  return {
    first: Math.max(0, (below === -1 ? lowest : below) - margin),
    last: Math.min(states.length - 1, (above === -1 ? highest : highest + 1 + above) + margin),
  }
}
