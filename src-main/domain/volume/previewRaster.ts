import { anatomicalAxes, slicePlaneOf, type SlicePlane } from './orientation'
import type { Geometry } from './geometry'
import { sliceLayout, type SliceAxis } from './slices'

/** How a slice as it is stored is turned before it is drawn: first transposed, then mirrored. */
export interface RasterTurn {
  readonly isTransposed: boolean
  readonly isLeftRightMirrored: boolean
  readonly isTopBottomMirrored: boolean
}

/** Where a picture's right and bottom edge lie in radiological convention: a space axis of LPS and the direction along it. */
const EDGES: Readonly<Record<Exclude<SlicePlane, 'oblique'>, { right: [number, 1]; bottom: [number, 1 | -1] }>> = {
  axial: { right: [0, 1], bottom: [1, 1] },
  coronal: { right: [0, 1], bottom: [2, -1] },
  sagittal: { right: [1, 1], bottom: [2, -1] },
}

/**
 * The turn after which slices on `axis` look as radiologists expect: the patient's left on the right, anterior or superior on top; of
 * sagittal slices anterior on the left. Oblique ones have no such convention and stay as they are stored.
 */
export function radiologicalTurn({ geometry, axis }: { geometry: Geometry; axis: SliceAxis }): RasterTurn {
  const { plane } = slicePlaneOf({ geometry, axis })
  if (plane === 'oblique') return { isTransposed: false, isLeftRightMirrored: false, isTopBottomMirrored: false }
  const { right, bottom } = EDGES[plane]
  const { axes } = sliceLayout(geometry.size, axis)
  const { spaceAxes, signs } = anatomicalAxes(geometry)
  const isTransposed = spaceAxes[axes.width] !== right[0]
  const [across, down] = isTransposed ? [axes.height, axes.width] : [axes.width, axes.height]
  return {
    isTransposed,
    isLeftRightMirrored: signs[across] !== right[1],
    isTopBottomMirrored: signs[down] !== bottom[1],
  }
}

export interface Raster<Values> {
  /** `[height, width]` */
  readonly data: Values
  readonly width: number
  readonly height: number
}

/** Pixels of the small picture of a slice of `width` × `height`; never more than the slice has. */
export function previewSize({ width, height }: { width: number; height: number }, maxSidePixels: number) {
  const scale = Math.max(1, Math.max(width, height) / maxSidePixels)
  return { width: Math.max(1, Math.round(width / scale)), height: Math.max(1, Math.round(height / scale)) }
}

/**
 * A small grey picture: each pixel is the mean of the area it covers, black at `lowerValue` and white at `upperValue`. What is not
 * finite is black.
 */
export function greyPreview(
  slice: Raster<ArrayLike<number>>,
  options: { size: { width: number; height: number }; lowerValue: number; upperValue: number },
): Raster<Uint8Array> {
  const { size, lowerValue, upperValue } = options
  const columns = coverage(slice.width, size.width)
  const rows = coverage(slice.height, size.height)
  const narrow = new Float32Array(slice.height * size.width)
  for (let row = 0; row < slice.height; row++)
    for (let x = 0; x < size.width; x++) {
      let sum = 0
      for (const { index, weight } of columns[x]) {
        const value = slice.data[row * slice.width + index]
        sum += weight * (Number.isFinite(value) ? value : lowerValue)
      }
      narrow[row * size.width + x] = sum
    }
  const data = new Uint8Array(size.width * size.height)
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      let sum = 0
      for (const { index, weight } of rows[y]) sum += weight * narrow[index * size.width + x]
      const grey = (255 * (sum - lowerValue)) / (upperValue - lowerValue)
      data[y * size.width + x] = Math.round(Math.min(255, Math.max(0, grey)))
    }
  return { data, ...size }
}

/** A small picture of classes: each pixel has the class in the middle of the area it covers. */
export function labelPreview(slice: Raster<Uint8Array>, size: { width: number; height: number }): Raster<Uint8Array> {
  const data = new Uint8Array(size.width * size.height)
  for (let y = 0; y < size.height; y++) {
    const row = Math.floor(((y + 0.5) * slice.height) / size.height) * slice.width
    for (let x = 0; x < size.width; x++)
      data[y * size.width + x] = slice.data[row + Math.floor(((x + 0.5) * slice.width) / size.width)]
  }
  return { data, ...size }
}

export function turned({ data, width, height }: Raster<Uint8Array>, turn: RasterTurn): Raster<Uint8Array> {
  const size = turn.isTransposed ? { width: height, height: width } : { width, height }
  const result = new Uint8Array(data.length)
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      const across = turn.isLeftRightMirrored ? size.width - 1 - x : x
      const down = turn.isTopBottomMirrored ? size.height - 1 - y : y
      result[y * size.width + x] = data[turn.isTransposed ? across * width + down : down * width + across]
    }
  return { data: result, ...size }
}

/** For each of `to` pixels, which of `from` it covers and by what part of its area. */
function coverage(from: number, to: number): { index: number; weight: number }[][] {
  const step = from / to
  return Array.from({ length: to }, (_, pixel) => {
    const [start, end] = [pixel * step, Math.min(from, (pixel + 1) * step)]
    const parts: { index: number; weight: number }[] = []
    for (let index = Math.floor(start); index < end; index++)
      parts.push({ index, weight: (Math.min(end, index + 1) - Math.max(start, index)) / (end - start) })
    return parts
  })
}
