import { SlicewrightError } from '../errors'
import type { SliceAxis } from './slices'

/** @throws SlicewrightError SLICE_INDEX_OUT_OF_RANGE naming every index that is not a slice of the volume */
export function checkSliceIndices(request: {
  sliceIndices: readonly number[]
  sliceCount: number
  axis: SliceAxis
}): void {
  const { sliceIndices, sliceCount, axis } = request
  const wrong = sliceIndices.filter((index) => !Number.isInteger(index) || index < 0 || index >= sliceCount)
  if (wrong.length === 0) return
  throw new SlicewrightError(
    'SLICE_INDEX_OUT_OF_RANGE',
    `There is no slice ${wrong.join(', ')} on the ${axis} axis: the volume has ${sliceCount} slices, numbered 0 to ${sliceCount - 1}.`,
    { details: { found: wrong, sliceCount, axis } },
  )
}
