import { measureNormalisation, normaliseIntensity, type Normalisation } from '../../../domain/volume/normaliseIntensity'
import { extractSlice, sliceLayout, type SliceAxis, type SliceLayout } from '../../../domain/volume/slices'
import type { Volume } from '../../../domain/volume/Volume'
import { toCanvas, type CanvasPlace } from './canvas'

/** Intensities are measured on so many slices at most, evenly spread. */
const MEASURED_SLICES = 32

/** One volume as the network sees it: slices on the canvas, normalised by what the canvas shows of them. */
export class CanvasVolume {
  private readonly volume: Volume
  private readonly layout: SliceLayout
  private readonly place: CanvasPlace
  private readonly normalisation: Normalisation
  /** What was asked for; a slice on the canvas is small beside the stored one. */
  private readonly known = new Map<number, Float32Array>()

  /** @throws SlicewrightError VOXELS_NOT_FINITE */
  constructor(options: { volume: Volume; axis: SliceAxis; place: CanvasPlace }) {
    this.volume = options.volume
    this.place = options.place
    this.layout = sliceLayout(options.volume.geometry.size, options.axis)
    const { sliceCount } = this.layout
    const measured = Array.from({ length: Math.min(sliceCount, MEASURED_SLICES) }, (_, at) =>
      this.stored(Math.floor(((at + 0.5) * sliceCount) / Math.min(sliceCount, MEASURED_SLICES))),
    )
    const sample = new Float32Array(measured.length * measured[0].length)
    measured.forEach((slice, at) => sample.set(slice, at * slice.length))
    this.normalisation = measureNormalisation(sample, {
      kind: 'percentiles',
      lowFraction: 0.005,
      highFraction: 0.995,
    })
  }

  get sliceCount(): number {
    return this.layout.sliceCount
  }

  /** [height, width] of the canvas; kept, because neighbouring windows share it */
  slice(sliceIndex: number): Float32Array {
    const slice = this.known.get(sliceIndex) ?? normaliseIntensity(this.stored(sliceIndex), this.normalisation)
    this.known.set(sliceIndex, slice)
    return slice
  }

  private stored(sliceIndex: number): Float32Array {
    return toCanvas(Float32Array.from(extractSlice(this.volume.data, this.layout, sliceIndex)), this.place)
  }
}

/**
 * The slices that a target slice is seen with: itself in the middle, `neighbourSlices` on either side; the outermost slice is repeated
 * beyond the volume.
 */
export function windowIndices(sliceIndex: number, sliceCount: number, neighbourSlices: number): number[] {
  return Array.from({ length: 2 * neighbourSlices + 1 }, (_, at) =>
    Math.min(Math.max(sliceIndex - neighbourSlices + at, 0), sliceCount - 1),
  )
}
