import { checkSliceIndices } from '../volume/checkSliceIndices'
import { extractSlice, insertSliceInPlace, sliceLayout, type SliceAxis } from '../volume/slices'
import { IGNORE_LABEL, type LabelMap } from './LabelMap'

/**
 * Keeps the labels of the chosen slices and forgets the rest: every other voxel becomes IGNORE_LABEL.
 * @param request.sliceIndices 0-based, in any order; doubles count once
 * @throws SlicewrightError SLICE_INDEX_OUT_OF_RANGE
 */
export function sparsify(request: { labelMap: LabelMap; axis: SliceAxis; sliceIndices: readonly number[] }): LabelMap {
  const { labelMap, axis, sliceIndices } = request
  const layout = sliceLayout(labelMap.geometry.size, axis)
  checkSliceIndices({ sliceIndices, sliceCount: layout.sliceCount, axis })
  const data = new Uint8Array(labelMap.data.length).fill(IGNORE_LABEL)
  for (const sliceIndex of new Set(sliceIndices))
    insertSliceInPlace(data, layout, sliceIndex, extractSlice(labelMap.data, layout, sliceIndex))
  return { data, geometry: labelMap.geometry }
}
