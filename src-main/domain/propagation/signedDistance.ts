import { z } from 'zod'
import { throwIfCancelled } from '../errors'
import { interpolateGap } from './interpolateGap'
import { defineFillPropagator } from './Propagator'
import { sliceOf } from './SliceStack'

/** Shape-based interpolation. Between two key slices the signed distance of each class is interpolated linearly. */
export const signedDistance = defineFillPropagator({
  id: 'signed-distance',
  label: 'Signed distance',
  source: 'Raya and Udupa, Shape-based interpolation of multidimensional objects, IEEE TMI 9(1), 1990',
  needsImage: false,
  learnsFrom: 'nothing',
  defaultOutside: 'repeat',
  params: z.object({}),
  async fill({ stack, segments, context }) {
    const filled = { ...stack, data: stack.data.slice() }
    const gaps = segments.flatMap(({ keySliceIndices }) =>
      keySliceIndices.slice(1).map((upper, at) => ({ lower: keySliceIndices[at], upper })),
    )
    const total = gaps.reduce((count, { lower, upper }) => count + upper - lower - 1, 0)
    let done = 0
    for (const { lower, upper } of gaps) {
      for await (const { sliceIndex, labels } of interpolateGap({ stack, lower, upper, context })) {
        throwIfCancelled(context.signal, 'Propagation')
        sliceOf(filled, sliceIndex).set(labels)
        context.produced?.(sliceIndex, labels)
        context.report({ done: ++done, total })
      }
    }
    return { data: filled.data, confidence: null }
  },
})
