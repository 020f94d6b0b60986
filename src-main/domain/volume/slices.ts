import type { VoxelArray } from './Volume'
import type { Triple } from './geometry'

/** A slice is an index on this stored axis (contract.md §1); `k` unless the user says otherwise. */
export const SLICE_AXES = ['i', 'j', 'k'] as const
export type SliceAxis = (typeof SLICE_AXES)[number]

/**
 * How the slices on an axis lie in memory. A slice is `[height, width]`, row-major: width runs along the first of the two
 * other axes in the order i, j, k, height along the second.
 */
export interface SliceLayout {
  readonly sliceCount: number
  readonly width: number
  readonly height: number
  /** Distances in memory between neighbours along width, height and the slice axis. */
  readonly strides: { readonly width: number; readonly height: number; readonly slice: number }
  /** Voxel axis numbers (0 = i, 1 = j, 2 = k) of width, height and slice. */
  readonly axes: { readonly width: number; readonly height: number; readonly slice: number }
}

export function sliceLayout(size: Triple, axis: SliceAxis): SliceLayout {
  const memory = [1, size[0], size[0] * size[1]]
  const slice = SLICE_AXES.indexOf(axis)
  const [width, height] = [0, 1, 2].filter((each) => each !== slice) as [number, number]
  return {
    sliceCount: size[slice],
    width: size[width],
    height: size[height],
    strides: { width: memory[width], height: memory[height], slice: memory[slice] },
    axes: { width, height, slice },
  }
}

/** A copy of one slice, `[height, width]`. */
export function extractSlice<T extends VoxelArray>(data: T, layout: SliceLayout, sliceIndex: number): T {
  const { width, height, strides } = layout
  const start = sliceIndex * strides.slice
  if (strides.width === 1 && strides.height === width) return data.slice(start, start + width * height) as T
  const slice = new (data.constructor as new (length: number) => T)(width * height)
  for (let row = 0, to = 0; row < height; row++)
    for (let column = 0, from = start + row * strides.height; column < width; column++, from += strides.width)
      slice[to++] = data[from]
  return slice
}

/** Writes `slice` (`[height, width]`) into `data`. */
export function insertSliceInPlace<T extends VoxelArray>(
  data: T,
  layout: SliceLayout,
  sliceIndex: number,
  slice: T,
): void {
  const { width, height, strides } = layout
  const start = sliceIndex * strides.slice
  for (let row = 0, from = 0; row < height; row++)
    for (let column = 0, to = start + row * strides.height; column < width; column++, to += strides.width)
      data[to] = slice[from++]
}
