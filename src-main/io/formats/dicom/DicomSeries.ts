import type { Geometry } from '../../../domain/volume/geometry'
import type { VolumeWarning } from '../../../domain/volume/volumeWarnings'
import type { DicomFrame, DicomHeader } from './DicomHeader'

/** A slice of a volume: one frame of one file. */
export interface DicomSlice {
  readonly header: DicomHeader
  /** 0-based, in its file. */
  readonly frameIndex: number
  readonly frame: DicomFrame
}

/** The files of one series, as they were found. */
export interface DicomSeries {
  /** The innermost folder that holds all of them. */
  readonly folder: string
  readonly headers: readonly DicomHeader[]
}

/** A series whose slices make a regular grid, in the order of that grid. */
export interface ArrangedSeries {
  readonly series: DicomSeries
  readonly slices: readonly DicomSlice[]
  readonly geometry: Geometry
  readonly warnings: readonly VolumeWarning[]
}
