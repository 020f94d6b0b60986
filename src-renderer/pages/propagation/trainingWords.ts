import type { FrozenCase } from '../../../src-main/contract/plans'
import type { MethodInfo } from './methodWords'
import { isPropagatable, volumesCounted } from './propagationWords'

/** With fewer annotated slices, a network learns these slices rather than the structure. */
const FEW_SLICES = 20

/**
 * What a propagator would be trained on now, and whether that is little.
 * @param options.cases of the plan, those that it would learn from
 */
export function trainsOnSentence({
  method,
  cases,
}: {
  readonly method: Pick<MethodInfo, 'learnsFrom'>
  readonly cases: readonly Pick<FrozenCase, 'annotatedSliceIndices' | 'emptySliceIndices'>[]
}): string {
  if (method.learnsFrom === 'nothing') return ''
  if (method.learnsFrom === 'images') return 'What is drawn on them is not looked at: the images alone teach it.'
  const annotated = cases.filter(isPropagatable)
  const count = annotated.reduce(
    (sum, { annotatedSliceIndices, emptySliceIndices }) =>
      sum + annotatedSliceIndices.length + emptySliceIndices.length,
    0,
  )
  const there = `${count} annotated ${count === 1 ? 'slice' : 'slices'} in ${volumesCounted(annotated.length)}.`
  return count < FEW_SLICES
    ? `${there} That is little: annotate more, or compare its estimate with that of a method that needs no training.`
    : there
}
