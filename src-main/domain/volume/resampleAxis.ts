/**
 * How one in-plane axis of a volume lies on the network's canvas: the centres of both coincide. Stored pixel p lies at canvas
 * position `(p - (storedCount - 1) / 2) * pixelsPerStoredPixel + (resampledCount - 1) / 2 + offset`.
 */
export interface AxisFit {
  readonly storedCount: number
  readonly canvasCount: number
  /** Canvas pixels that the volume fills before it is cropped. */
  readonly resampledCount: number
  /** Canvas index of the first of them; negative where the volume is cropped. */
  readonly offset: number
  readonly pixelsPerStoredPixel: number
}

export function fitAxis(options: {
  storedCount: number
  storedSpacingMm: number
  spacingMm: number
  canvasCount: number
}): AxisFit {
  const { storedCount, storedSpacingMm, spacingMm, canvasCount } = options
  const resampledCount = resampledCountOf(options)
  const offset = Math.floor((canvasCount - resampledCount) / 2)
  return { storedCount, canvasCount, resampledCount, offset, pixelsPerStoredPixel: storedSpacingMm / spacingMm }
}

/** Pixels that `storedCount` pixels of one spacing need at another; at least one. */
export function resampledCountOf(options: { storedCount: number; storedSpacingMm: number; spacingMm: number }): number {
  return Math.max(1, Math.round((options.storedCount * options.storedSpacingMm) / options.spacingMm))
}

/** Canvas pixels of the volume that the canvas has no room for, both ends together. */
export function croppedCount({ resampledCount, canvasCount }: AxisFit): number {
  return Math.max(0, resampledCount - canvasCount)
}

/** Stored position of each canvas index, clamped to the stored pixels; NaN on padding. */
export function storedPositions(fit: AxisFit): Float64Array {
  const { storedCount, canvasCount, resampledCount, offset, pixelsPerStoredPixel } = fit
  return Float64Array.from({ length: canvasCount }, (_, canvasIndex) => {
    const at = canvasIndex - offset
    if (at < 0 || at >= resampledCount) return Number.NaN
    const position = (at - (resampledCount - 1) / 2) / pixelsPerStoredPixel + (storedCount - 1) / 2
    return Math.min(Math.max(position, 0), storedCount - 1)
  })
}

/** Nearest canvas index of each stored index; -1 where the canvas cropped it away. */
export function nearestCanvasIndices(fit: AxisFit): Int32Array {
  const { storedCount, canvasCount, resampledCount, offset, pixelsPerStoredPixel } = fit
  return Int32Array.from({ length: storedCount }, (_, storedIndex) => {
    const at = Math.round((storedIndex - (storedCount - 1) / 2) * pixelsPerStoredPixel + (resampledCount - 1) / 2)
    // Rounding the count may put the outermost stored pixels just beyond the filled part.
    const canvasIndex = Math.min(Math.max(at, 0), resampledCount - 1) + offset
    return canvasIndex < 0 || canvasIndex >= canvasCount ? -1 : canvasIndex
  })
}
