import { nearestCanvasIndices, storedPositions, type AxisFit } from './resampleAxis'

/** Where the slices of one volume lie on the network's canvas. */
export interface SliceFit {
  readonly width: AxisFit
  readonly height: AxisFit
}

/**
 * @param options.slice [height, width] as stored
 * @returns [height, width] of the canvas, bilinear between pixel centres, `padding` where the volume does not reach
 */
export function resampleSliceLinear(options: { slice: Float32Array; fit: SliceFit; padding: number }): Float32Array {
  const { slice, fit, padding } = options
  const columns = storedPositions(fit.width)
  const rows = storedPositions(fit.height)
  const storedWidth = fit.width.storedCount
  const canvas = new Float32Array(rows.length * columns.length).fill(padding)
  rows.forEach((row, canvasRow) => {
    if (Number.isNaN(row)) return
    const above = Math.floor(row) * storedWidth
    const below = Math.ceil(row) * storedWidth
    const down = row - Math.floor(row)
    columns.forEach((column, canvasColumn) => {
      if (Number.isNaN(column)) return
      const left = Math.floor(column)
      const right = Math.ceil(column)
      const across = column - left
      const top = slice[above + left] * (1 - across) + slice[above + right] * across
      const bottom = slice[below + left] * (1 - across) + slice[below + right] * across
      canvas[canvasRow * columns.length + canvasColumn] = top * (1 - down) + bottom * down
    })
  })
  return canvas
}

/**
 * @param options.slice [height, width] as stored
 * @returns [height, width] of the canvas, the nearest stored label, `padding` where the volume does not reach
 */
export function resampleSliceNearest(options: { slice: Uint8Array; fit: SliceFit; padding: number }): Uint8Array {
  const { slice, fit, padding } = options
  const columns = storedPositions(fit.width)
  const rows = storedPositions(fit.height)
  const canvas = new Uint8Array(rows.length * columns.length).fill(padding)
  rows.forEach((row, canvasRow) => {
    if (Number.isNaN(row)) return
    const start = Math.round(row) * fit.width.storedCount
    columns.forEach((column, canvasColumn) => {
      if (!Number.isNaN(column)) canvas[canvasRow * columns.length + canvasColumn] = slice[start + Math.round(column)]
    })
  })
  return canvas
}

/**
 * The way back: labels of the canvas on the stored grid.
 *
 * @param options.canvas [height, width] of the canvas
 * @returns [height, width] as stored; `outside` where the canvas had cropped the volume
 */
export function restoreSliceNearest(options: { canvas: Uint8Array; fit: SliceFit; outside: number }): Uint8Array {
  const { canvas, fit, outside } = options
  const columns = nearestCanvasIndices(fit.width)
  const rows = nearestCanvasIndices(fit.height)
  const slice = new Uint8Array(rows.length * columns.length).fill(outside)
  rows.forEach((row, storedRow) => {
    if (row < 0) return
    columns.forEach((column, storedColumn) => {
      if (column >= 0) slice[storedRow * columns.length + storedColumn] = canvas[row * fit.width.canvasCount + column]
    })
  })
  return slice
}
