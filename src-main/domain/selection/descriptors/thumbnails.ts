import { extractSlice, sliceLayout, type SliceAxis } from '../../volume/slices'
import type { Volume } from '../../volume/Volume'
import { averageDown } from './averageDown'
import type { SliceDescriptors } from './SliceDescriptors'

interface ThumbnailRequest {
  readonly volume: Volume
  readonly axis: SliceAxis
  readonly width: number
  readonly height: number
}

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
  const steps = thumbnailSteps({ volume, axis, width: side, height: side })
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value
}

/** As `thumbnails`, with a pause after each slice for whoever has something else to do; width and height may differ. */
export function* thumbnailSteps({
  volume,
  axis,
  width,
  height,
}: ThumbnailRequest): Generator<undefined, SliceDescriptors> {
  const layout = sliceLayout(volume.geometry.size, axis)
  const { sliceCount } = layout
  const shrink = averageDown(layout, { width, height })
  const dimension = width * height
  const data = new Float32Array(sliceCount * dimension)
  for (let slice = 0; slice < sliceCount; slice++) {
    data.set(shrink(extractSlice(volume.data, layout, slice)), slice * dimension)
    yield undefined
  }
  standardizeInPlace(data)
  return { data, sliceCount, dimension }
}

function standardizeInPlace(data: Float32Array): void {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length
  const sd = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length)
  data.forEach((value, at) => (data[at] = sd === 0 ? 0 : (value - mean) / sd))
}
