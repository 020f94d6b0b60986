import { z } from 'zod'
import { throwIfCancelled } from '../errors'
import { openShapeInterpolator } from './openShapeInterpolator'
import { defineFillPropagator } from './Propagator'
import { shapeConfidence } from './shapeConfidence'
import type { ShapeEstimate } from './ShapeInterpolator'
import { sliceOf } from './SliceStack'
import { targetSlices } from './targetSlices'

/** Shape interpolation that follows what moves, splits and ends, and goes on beyond the outermost key slices. */
export const alignedShape = defineFillPropagator({
  id: 'aligned-shape',
  label: 'Aligned shape',
  source:
    'Signed distances (Raya and Udupa, IEEE TMI 9(1), 1990) of matched and centred components, continued beyond the outermost key slices (method.md G2)',
  needsImage: false,
  learnsFrom: 'nothing',
  defaultOutside: 'half-way',
  params: z.object({}),
  async fill({ stack, segments, outside, context }) {
    const filled = { ...stack, data: stack.data.slice() }
    const interpolator = openShapeInterpolator({ stack, segments })
    const confidence = { ...stack, data: new Uint8Array(stack.data.length) }
    const settledOutside = new Set<number>()
    // Repeating masks or leaving slices out beyond the outermost key slices is not this method's business.
    const goesOn = outside === 'half-way'
    const targets = segments.flatMap((segment) => targetSlices(segment, { goesOn }))
    let done = 0
    for (const { sliceIndex, isOutside } of targets) {
      throwIfCancelled(context.signal, 'Propagation')
      const estimate = interpolator.estimate(sliceIndex)
      const slice = sliceOf(filled, sliceIndex)
      if (estimate !== null) {
        paintInPlace(slice, stack.width, estimate, interpolator.classLabels)
        sliceOf(confidence, sliceIndex).set(shapeConfidence({ estimate, sliceIndex, stack }))
      }
      if (isOutside) settledOutside.add(sliceIndex)
      context.produced?.(sliceIndex, slice)
      context.report({ done: ++done, total: targets.length })
      await context.breathe()
    }
    return { data: filled.data, confidence: confidence.data, settledOutside }
  },
})

function paintInPlace(
  slice: Uint8Array,
  width: number,
  { box, distancesMm }: ShapeEstimate,
  classLabels: readonly number[],
): void {
  for (const [index, label] of classLabels.entries())
    for (let row = 0, at = 0; row < box.height; row++)
      for (let column = 0; column < box.width; column++, at++)
        if (distancesMm[index][at] > 0) slice[(box.top + row) * width + box.left + column] = label
}
