import type { LabelMap } from '../labels/LabelMap'
import type { Geometry, Triple } from '../volume/geometry'
import { extractSlice, insertSliceInPlace, sliceLayout, type SliceAxis } from '../volume/slices'

/** Labels with the slice axis outermost, `[slice, height, width]`: every slice is one stretch of memory, whatever the axis. */
export interface SliceStack {
  /** The stored axis that the slices lie along: what finds the same slice in the image. */
  readonly axis: SliceAxis
  readonly data: Uint8Array
  readonly sliceCount: number
  readonly height: number
  readonly width: number
  /** Along width, height and the slice axis. */
  readonly spacingMm: Triple
}

/** A copy of the label map's voxels, slices along `axis`. */
export function sliceStackOf(labelMap: LabelMap, axis: SliceAxis): SliceStack {
  const { size, spacingMm } = labelMap.geometry
  const layout = sliceLayout(size, axis)
  const { sliceCount, height, width, axes } = layout
  const data = new Uint8Array(labelMap.data.length)
  for (let sliceIndex = 0; sliceIndex < sliceCount; sliceIndex++)
    data.set(extractSlice(labelMap.data, layout, sliceIndex), sliceIndex * height * width)
  const spacing: Triple = [spacingMm[axes.width], spacingMm[axes.height], spacingMm[axes.slice]]
  return { axis, data, sliceCount, height, width, spacingMm: spacing }
}

/** The way back: `[slice, height, width]` onto the stored grid. */
export function labelMapOfStack(data: Uint8Array, geometry: Geometry, axis: SliceAxis): LabelMap {
  const layout = sliceLayout(geometry.size, axis)
  const stored = new Uint8Array(data.length)
  for (let sliceIndex = 0; sliceIndex < layout.sliceCount; sliceIndex++)
    insertSliceInPlace(stored, layout, sliceIndex, sliceOf({ ...layout, data }, sliceIndex))
  return { data: stored, geometry }
}

/** The labels of one slice, `[height, width]`; a view, not a copy. */
export function sliceOf(stack: Pick<SliceStack, 'data' | 'height' | 'width'>, sliceIndex: number): Uint8Array {
  const area = stack.height * stack.width
  return stack.data.subarray(sliceIndex * area, (sliceIndex + 1) * area)
}
