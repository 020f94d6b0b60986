import { percentileWindow } from '../../../domain/volume/displayWindows'
import { extractSlice, sliceLayout, type SliceAxis, type SliceLayout } from '../../../domain/volume/slices'
import type { Volume } from '../../../domain/volume/Volume'
import { resamplePlane, type PlaneSize } from './resamplePlane'

/** How intensities become grey values: by the volume's own quantiles, or by the window that Sli2Vol shows CT through. */
export const INTENSITY_WINDOWS = ['percentiles', 'soft-tissue'] as const
export type IntensityWindow = (typeof INTENSITY_WINDOWS)[number]

/** Hounsfield units (Sli2Vol's evaluation on the liver). */
const SOFT_TISSUE = { lowerValue: -300, upperValue: 400 }

/** Quantiles of this many voxels, evenly spread, are those of all. */
const SAMPLED_VOXEL_COUNT = 200_000

export const WHITE = 255

/** The slices of one volume as the network sees them: square pixels, no side longer than the network's, black 0 and white 255. */
export class GreyVolume {
  readonly sliceCount: number
  readonly stored: PlaneSize
  readonly grid: PlaneSize
  private readonly volume: Volume
  private readonly layout: SliceLayout
  private readonly lowerValue: number
  private readonly perValue: number

  constructor(options: { volume: Volume; axis: SliceAxis; largestSide: number; intensityWindow: IntensityWindow }) {
    const { volume, axis, largestSide, intensityWindow } = options
    this.volume = volume
    this.layout = sliceLayout(volume.geometry.size, axis)
    const { sliceCount, width, height, axes } = this.layout
    this.sliceCount = sliceCount
    this.stored = { width, height }
    const { spacingMm } = volume.geometry
    this.grid = gridOf({ width, height, spacingMm: [spacingMm[axes.width], spacingMm[axes.height]], largestSide })
    const { lowerValue, upperValue } =
      intensityWindow === 'soft-tissue' ? SOFT_TISSUE : percentileWindow(sampleOf(volume.data))
    this.lowerValue = lowerValue
    this.perValue = WHITE / (upperValue - lowerValue)
  }

  /** [grid.height, grid.width], grey values that may lie beyond 0 and 255; what is not finite counts as black. */
  slice(sliceIndex: number): Float32Array {
    const stored = extractSlice(this.volume.data, this.layout, sliceIndex)
    const grey = new Float32Array(stored.length)
    for (let at = 0; at < stored.length; at++)
      if (Number.isFinite(stored[at])) grey[at] = (stored[at] - this.lowerValue) * this.perValue
    return resamplePlane({ data: grey, from: this.stored, to: this.grid, channelCount: 1 })
  }
}

/** Pixels as large as the smaller spacing, larger only where the longer side would not fit otherwise: small slices keep every pixel. */
export function gridOf(options: {
  width: number
  height: number
  spacingMm: readonly [number, number]
  largestSide: number
}): PlaneSize {
  const { width, height, spacingMm, largestSide } = options
  const [widthMm, heightMm] = [width * spacingMm[0], height * spacingMm[1]]
  const pixelMm = Math.max(Math.min(...spacingMm), Math.max(widthMm, heightMm) / largestSide)
  const count = (lengthMm: number) => Math.min(largestSide, Math.max(1, Math.round(lengthMm / pixelMm)))
  return { width: count(widthMm), height: count(heightMm) }
}

function sampleOf(data: Volume['data']): Float32Array {
  const stride = Math.max(1, Math.floor(data.length / SAMPLED_VOXEL_COUNT))
  const sample = new Float32Array(Math.ceil(data.length / stride))
  let count = 0
  for (let at = 0; at < data.length; at += stride) if (Number.isFinite(data[at])) sample[count++] = data[at]
  return sample.subarray(0, count)
}

/** Within black and white. */
export function clippedGrey(grey: Float32Array): Float32Array {
  return grey.map((value) => Math.min(Math.max(value, 0), WHITE))
}
