import type { Triple } from '../../../domain/volume/geometry'
import type { StoredWindow } from '../../../domain/volume/storedWindow'

/** One frame: a slice. A classic file holds one, an enhanced (multi-frame) one several. */
export interface DicomFrame {
  /** LPS mm, centre of the first pixel; null where the file does not say. */
  readonly positionMm: Triple | null
  /** Unit vectors (as written) along a row (voxel axis i) and down a column (j), LPS; null where the file does not say. */
  readonly orientation: readonly number[] | null
  /** [between columns (i), between rows (j)] mm; DICOM writes them the other way round. */
  readonly pixelSpacingMm: readonly [number, number] | null
  readonly slope: number
  readonly intercept: number
  readonly windows: readonly StoredWindow[]
  readonly sliceThicknessMm: number | null
  /** What tells apart two images of one place: echo, time, b-value … by its name. */
  readonly distinctions: Readonly<Record<string, string>>
}

/** Where the pixels lie in the (inflated) file, and how they are stored. */
export interface PixelLayout {
  readonly offset: number
  /** Null where the file gives none (encapsulated frames). */
  readonly length: number | null
  readonly kind: 'integer' | 'float32' | 'float64'
}

/** What one file says of itself without its pixels. No name and no id of the patient leaves the parser. */
export interface DicomHeader {
  readonly path: string
  readonly sopClassUid: string
  readonly sopInstanceUid: string
  readonly seriesUid: string
  readonly transferSyntaxUid: string
  readonly modality: string | null
  readonly seriesNumber: number | null
  readonly seriesDescription: string | null
  /** The same for every file of one patient; null where the file has no patient id. */
  readonly patientPseudonym: string | null
  readonly imageType: readonly string[]
  readonly rows: number
  readonly columns: number
  readonly samplesPerPixel: number
  readonly photometric: string
  readonly bitsAllocated: number
  readonly bitsStored: number
  readonly highBit: number
  readonly isSigned: boolean
  /** A stored value that means "outside the image"; null where none is named. */
  readonly paddingValue: number | null
  readonly hasModalityLut: boolean
  readonly wasLossy: boolean
  readonly frames: readonly DicomFrame[]
  /** Null for an object without pixels. */
  readonly pixels: PixelLayout | null
}
