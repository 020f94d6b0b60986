import { voxelToWorldMm } from './geometry'
import { extractSlice, insertSliceInPlace, sliceLayout, type SliceAxis } from './slices'
import type { Volume, VoxelArray } from './Volume'

/** A copy of the slices from `firstSliceIndex` to `lastSliceIndex`, both included, where they lie in the patient. */
export function cropSlices(options: {
  readonly volume: Volume
  readonly axis: SliceAxis
  readonly firstSliceIndex: number
  readonly lastSliceIndex: number
}): Volume {
  const { volume, axis, firstSliceIndex, lastSliceIndex } = options
  const from = sliceLayout(volume.geometry.size, axis)
  const sliceCount = lastSliceIndex - firstSliceIndex + 1
  const at = (sliceAxis: number, value: number, other: readonly number[]): [number, number, number] => {
    const triple: [number, number, number] = [other[0], other[1], other[2]]
    triple[sliceAxis] = value
    return triple
  }
  const size = at(from.axes.slice, sliceCount, volume.geometry.size)
  const layout = sliceLayout(size, axis)
  const data = new (volume.data.constructor as new (length: number) => VoxelArray)(size[0] * size[1] * size[2])
  for (let sliceIndex = 0; sliceIndex < sliceCount; sliceIndex++)
    insertSliceInPlace(data, layout, sliceIndex, extractSlice(volume.data, from, firstSliceIndex + sliceIndex))
  const originMm = voxelToWorldMm(volume.geometry, at(from.axes.slice, firstSliceIndex, [0, 0, 0]))
  return { data, geometry: { ...volume.geometry, size, originMm } }
}
