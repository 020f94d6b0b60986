import { extractSlice, sliceLayout, type SliceAxis } from '../../volume/slices'
import type { Volume } from '../../volume/Volume'
import type { SliceDescriptors } from './SliceDescriptors'

/**
 * Every slice averaged down to `side` × `side` (exact areas, the whole slice stretched to a square), then z-scored over the volume:
 * so an empty slice stays like other empty ones, which a z-score of each slice would blow up to noise.
 * @returns `[D, side²]`; all zeros where every thumbnail is flat and the same. Values that are not finite count as 0
 */
export function thumbnails({
  volume,
  axis,
  side,
}: {
  volume: Volume
  axis: SliceAxis
  side: number
}): SliceDescriptors {
  const layout = sliceLayout(volume.geometry.size, axis)
  const { sliceCount, width, height } = layout
  const [columns, rows] = [areaWeights(width, side), areaWeights(height, side)]
  const dimension = side * side
  const data = new Float32Array(sliceCount * dimension)
  const squeezed = new Float64Array(height * side)
  for (let slice = 0; slice < sliceCount; slice++) {
    const pixels = extractSlice(volume.data, layout, slice)
    for (let row = 0; row < height; row++)
      columns.forEach((weights, column) => {
        let sum = 0
        for (const { at, weight } of weights) {
          const value = Number(pixels[row * width + at])
          if (Number.isFinite(value)) sum += weight * value
        }
        squeezed[row * side + column] = sum
      })
    rows.forEach((weights, row) => {
      for (let column = 0; column < side; column++) {
        let sum = 0
        for (const { at, weight } of weights) sum += weight * squeezed[at * side + column]
        data[slice * dimension + row * side + column] = sum
      }
    })
  }
  standardizeInPlace(data)
  return { data, sliceCount, dimension }
}

/** For each of `side` equal parts of `length` pixels: which pixels lie in it, and with what share of it. */
function areaWeights(length: number, side: number): { at: number; weight: number }[][] {
  const part = length / side
  return Array.from({ length: side }, (_, index) => {
    const [start, end] = [index * part, (index + 1) * part]
    const weights: { at: number; weight: number }[] = []
    for (let at = Math.floor(start); at < Math.min(length, Math.ceil(end)); at++) {
      const overlap = Math.min(end, at + 1) - Math.max(start, at)
      if (overlap > 0) weights.push({ at, weight: overlap / part })
    }
    return weights
  })
}

function standardizeInPlace(data: Float32Array): void {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length
  const sd = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length)
  data.forEach((value, at) => (data[at] = sd === 0 ? 0 : (value - mean) / sd))
}
