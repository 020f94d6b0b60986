import { IGNORE_LABEL, type LabelMap } from '../../domain/labels/LabelMap'
import type { SliceProvenance } from '../../domain/propagation/propagateStack'
import { extractSlice, sliceLayout, type SliceAxis } from '../../domain/volume/slices'

/** What the user probably did not mean. */
export function remarksOn(sparse: LabelMap, axis: SliceAxis, slices: readonly SliceProvenance[]): string[] {
  const annotated = slices.filter(({ state }) => state === 'annotated' || state === 'annotated-empty')
  if (annotated.length === slices.length)
    return [
      `Every slice along ${axis} is annotated, so the output equals the input. Voxels that are not annotated must be ${IGNORE_LABEL} (or use --ignore-value).`,
    ]
  const layout = sliceLayout(sparse.geometry.size, axis)
  const partial = annotated.filter(({ sliceIndex }) =>
    extractSlice(sparse.data, layout, sliceIndex).includes(IGNORE_LABEL),
  )
  if (partial.length === 0) return []
  return [
    `${partial.length} slices are annotated only in part (the first: ${partial[0].sliceIndex}). What is not annotated in them counts as background for spreading, and stays not annotated.`,
  ]
}
