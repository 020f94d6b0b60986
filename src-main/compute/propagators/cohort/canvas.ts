import { IGNORE_LABEL } from '../../../domain/labels/LabelMap'
import type { SliceBox } from '../../../domain/propagation/signedDistancesMm'
import { medianOf } from '../../../domain/statistics/quantileOf'
import { bilinear } from '../../../domain/volume/bilinear'

export interface PerSide {
  readonly width: number
  readonly height: number
}

/** What the network sees of every volume: a rectangle of one size in mm, laid on what is annotated. */
export interface Canvas {
  readonly spacingMm: PerSide
  /** Pixels; multiples of `SIZE_MULTIPLE`. */
  readonly size: PerSide
}

/** The network halves the canvas three times. */
const SIZE_MULTIPLE = 8
/** Room around what is annotated, on both sides together; the larger of the two counts. */
const MARGIN_FACTOR = 1.3
const MARGIN_PIXELS = 12

/** What is annotated in one volume, seen along the slice axis. */
export interface AnnotatedExtent {
  /** Stored pixels of a slice. */
  readonly stored: PerSide
  readonly spacingMm: PerSide
  /** Around the classes of all annotated slices; null where none shows a class. */
  readonly box: SliceBox | null
}

/**
 * A canvas that holds what is annotated in each of the volumes, with room for what is not: the cohort's median pixel spacing, made
 * coarser where the largest extent would need more than `largestSide` pixels.
 */
export function planCanvas(extents: readonly AnnotatedExtent[], largestSide: number): Canvas {
  const wanted = {
    width: medianOf(extents.map(({ spacingMm }) => spacingMm.width)),
    height: medianOf(extents.map(({ spacingMm }) => spacingMm.height)),
  }
  const pixels = (side: 'width' | 'height') => {
    const largest = Math.max(...extents.map(({ box, stored, spacingMm }) => (box ?? stored)[side] * spacingMm[side]))
    return Math.max((largest / wanted[side]) * MARGIN_FACTOR, largest / wanted[side] + MARGIN_PIXELS)
  }
  const [width, height] = [pixels('width'), pixels('height')]
  const coarser = Math.max(1, Math.max(width, height) / largestSide)
  const rounded = (count: number) => SIZE_MULTIPLE * Math.ceil(count / coarser / SIZE_MULTIPLE - 1e-9)
  return {
    spacingMm: { width: wanted.width * coarser, height: wanted.height * coarser },
    size: { width: rounded(width), height: rounded(height) },
  }
}

/** Where the canvas lies on the slices of one volume: canvas pixel p of an axis is at stored position `first + p * step`. */
export interface CanvasPlace {
  readonly canvas: Canvas
  readonly stored: PerSide
  readonly first: PerSide
  readonly step: PerSide
}

/** Centred on what is annotated; on the slice where nothing is. */
export function placeCanvas(canvas: Canvas, { stored, spacingMm, box }: AnnotatedExtent): CanvasPlace {
  const { left, top, width, height } = box ?? { left: 0, top: 0, ...stored }
  const step = {
    width: canvas.spacingMm.width / spacingMm.width,
    height: canvas.spacingMm.height / spacingMm.height,
  }
  const first = {
    width: left + (width - 1) / 2 - ((canvas.size.width - 1) / 2) * step.width,
    height: top + (height - 1) / 2 - ((canvas.size.height - 1) / 2) * step.height,
  }
  return { canvas, stored, first, step }
}

/**
 * A stored slice on the canvas: linear between pixel centres, the mean over its area where a canvas pixel covers several stored ones; beyond
 * the slice its border goes on.
 * @param slice [height, width] as stored
 * @returns [height, width] of the canvas
 */
export function toCanvas(slice: Float32Array, { canvas, stored, first, step }: CanvasPlace): Float32Array {
  const rows = positions(first.height, step.height, canvas.size.height, stored.height)
  const columns = positions(first.width, step.width, canvas.size.width, stored.width)
  const result = new Float32Array(canvas.size.height * canvas.size.width)
  const [perRow, perColumn] = [rows.length / canvas.size.height, columns.length / canvas.size.width]
  for (let row = 0; row < rows.length; row++)
    for (let column = 0; column < columns.length; column++) {
      const to = Math.floor(row / perRow) * canvas.size.width + Math.floor(column / perColumn)
      result[to] += bilinear(slice, stored.width, stored.height, columns[column], rows[row])
    }
  const sampleCount = perRow * perColumn
  if (sampleCount > 1) for (let at = 0; at < result.length; at++) result[at] /= sampleCount
  return result
}

/** The nearest stored label of each canvas pixel; `IGNORE_LABEL` beyond the slice. */
export function labelsToCanvas(labels: Uint8Array, { canvas, stored, first, step }: CanvasPlace): Uint8Array {
  const { width, height } = canvas.size
  const result = new Uint8Array(width * height).fill(IGNORE_LABEL)
  for (let row = 0; row < height; row++) {
    const storedRow = Math.round(first.height + row * step.height)
    if (storedRow < 0 || storedRow >= stored.height) continue
    for (let column = 0; column < width; column++) {
      const storedColumn = Math.round(first.width + column * step.width)
      if (storedColumn >= 0 && storedColumn < stored.width)
        result[row * width + column] = labels[storedRow * stored.width + storedColumn]
    }
  }
  return result
}

/** The stored pixels that lie on the canvas. */
export function footprintOf({ canvas, stored, first, step }: CanvasPlace): SliceBox {
  const range = (side: 'width' | 'height') => {
    const low = Math.max(0, Math.ceil(first[side] - step[side] / 2))
    const high = Math.min(stored[side] - 1, Math.floor(first[side] + (canvas.size[side] - 0.5) * step[side]))
    return { low, count: Math.max(0, high - low + 1) }
  }
  const [columns, rows] = [range('width'), range('height')]
  return { left: columns.low, top: rows.low, width: columns.count, height: rows.count }
}

/**
 * The way back: values of the canvas, linear between its pixels, at the stored pixels of its footprint.
 * @param options.values [height, width, channelCount] of the canvas
 * @returns [height, width, channelCount] of `box`
 */
export function fromCanvas(options: {
  readonly values: Float32Array
  readonly channelCount: number
  readonly place: CanvasPlace
  readonly box: SliceBox
}): Float32Array {
  const { values, channelCount, place, box } = options
  const { canvas, first, step } = place
  const { width, height } = canvas.size
  const result = new Float32Array(box.width * box.height * channelCount)
  for (let row = 0, to = 0; row < box.height; row++) {
    const y = clamp((box.top + row - first.height) / step.height, height - 1)
    const above = Math.min(Math.floor(y), Math.max(0, height - 2))
    const below = Math.min(above + 1, height - 1)
    for (let column = 0; column < box.width; column++) {
      const x = clamp((box.left + column - first.width) / step.width, width - 1)
      const left = Math.min(Math.floor(x), Math.max(0, width - 2))
      const right = Math.min(left + 1, width - 1)
      for (let channel = 0; channel < channelCount; channel++, to++) {
        const at = (atRow: number, atColumn: number) => values[(atRow * width + atColumn) * channelCount + channel]
        const upper = at(above, left) * (1 - x + left) + at(above, right) * (x - left)
        const lower = at(below, left) * (1 - x + left) + at(below, right) * (x - left)
        result[to] = upper * (1 - y + above) + lower * (y - above)
      }
    }
  }
  return result
}

/** Stored positions of the samples of one axis: one for a canvas pixel, or several where it covers more than one stored pixel. */
function positions(first: number, step: number, canvasCount: number, storedCount: number): Float64Array {
  const samples = Math.max(1, Math.round(step))
  return Float64Array.from({ length: canvasCount * samples }, (_, at) => {
    const pixel = Math.floor(at / samples)
    const within = ((at % samples) + 0.5) / samples - 0.5
    return clamp(first + (pixel + within) * step, storedCount - 1)
  })
}

function clamp(value: number, highest: number): number {
  return Math.min(Math.max(value, 0), highest)
}
