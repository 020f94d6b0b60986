import type { FrozenCase } from '../../../src-main/contract/plans'
import type { ReviewSlice } from '../../../src-main/contract/review'
import type { OutsideRule, UnreachedRule } from '../../../src-main/domain/propagation/rules'

/** What happens beyond the outermost annotated slices, as a person would say it. */
export const OUTSIDE_WORDS: Readonly<Record<OutsideRule, string>> = {
  repeat: 'Repeat the outermost mask',
  'half-way': 'Repeat it half-way towards an empty slice',
  background: 'Nothing is there',
  ignore: 'Leave open',
}

/** What slices become that nothing reached. */
export const UNREACHED_WORDS: Readonly<Record<UnreachedRule, string>> = {
  background: 'Nothing is there',
  ignore: 'Leave open',
}

/** "6 annotated, 2 empty, of 35 slices" */
export function annotationSentence({
  annotatedSliceIndices,
  emptySliceIndices,
  sliceCount,
}: Pick<FrozenCase, 'annotatedSliceIndices' | 'emptySliceIndices' | 'sliceCount'>): string {
  const counts = [
    ...(annotatedSliceIndices.length > 0 ? [`${annotatedSliceIndices.length} annotated`] : []),
    ...(emptySliceIndices.length > 0 ? [`${emptySliceIndices.length} empty`] : []),
  ]
  return counts.length === 0 ? 'nothing annotated yet' : `${counts.join(', ')}, of ${sliceCount} slices`
}

/** Whether there is something to propagate from: an empty slice alone carries nothing. */
export function isPropagatable({ annotatedSliceIndices }: Pick<FrozenCase, 'annotatedSliceIndices'>): boolean {
  return annotatedSliceIndices.length > 0
}

export function volumesCounted(count: number): string {
  return `${count} ${count === 1 ? 'volume' : 'volumes'}`
}

/** A mean over cases that have a value; null where none has. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

/** "Slice 24: suggested, IoU 0.83" */
export function suggestionSentence({ sliceIndex, origin, decision, iou }: ReviewSlice): string {
  const number = `Slice ${sliceIndex + 1}`
  switch (origin) {
    case 'human':
      return `${number}: annotated by a person`
    case 'human-empty':
      return `${number}: a person found nothing there`
    case 'none':
      return `${number}: no mask`
    case 'propagated':
      return `${number}: ${decision ?? 'suggested'}${iou === null ? '' : `, IoU ${iou.toFixed(2)}`}`
  }
}
