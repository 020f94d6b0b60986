import type { Geometry, Triple } from '../../../domain/volume/geometry'
import type { VolumeWarning } from '../../../domain/volume/volumeWarnings'
import type { ArrangedSeries, DicomSeries, DicomSlice } from './DicomSeries'
import { findObstacles, slicesOf } from './findObstacles'
import { refuseSeries } from './refuseSeries'
import { checkPlaces, type PlacedSlice } from './slicePlaces'

/**
 * Puts the slices of a series in the order of their places along the normal of their planes, and makes the grid of them.
 * The k axis runs from the first to the last slice, so that i, j and k are right-handed; its spacing is the measured distance
 * of the slices' centres, whatever Slice Thickness says.
 * @throws SlicewrightError SERIES_IRREGULAR, GEOMETRY_SHEARED, GEOMETRY_MISSING or FORMAT_UNSUPPORTED, naming series, reasons and files
 */
export function arrangeSlices(series: DicomSeries): ArrangedSeries {
  const obstacles = findObstacles(series)
  if (obstacles.length > 0) refuseSeries(series, obstacles)
  const unsorted = slicesOf(series)
  const { row, column, normal } = axesOf(unsorted[0])
  const placed = unsorted
    .map((slice): PlacedSlice => {
      const position = known(slice.frame.positionMm)
      return { slice, alongMm: dot(position, normal), acrossMm: [dot(position, row), dot(position, column)] }
    })
    .sort((a, b) => a.alongMm - b.alongMm)
  const pixelSpacingMm = known(unsorted[0].frame.pixelSpacingMm)
  const places = checkPlaces(placed, pixelSpacingMm)
  if (places.obstacles.length > 0) refuseSeries(series, places.obstacles)

  const slices = placed.map(({ slice }) => slice)
  const [first, last] = [slices[0], slices[slices.length - 1]].map(({ frame }) => known(frame.positionMm))
  const across = subtract(last, first)
  const lengthMm = Math.hypot(...across)
  // Over a few slices rounded positions may lean more than the slices do: then the normal is the better witness.
  const axis = slices.length > 1 && !places.isLeaningByRounding ? scale(across, 1 / lengthMm) : normal
  const { header, frame } = slices[0]
  const geometry: Geometry = {
    size: [header.columns, header.rows, slices.length],
    spacingMm: [pixelSpacingMm[0], pixelSpacingMm[1], places.spacingMm ?? lonelySpacing(slices[0])],
    originMm: known(frame.positionMm),
    direction: [row[0], column[0], axis[0], row[1], column[1], axis[1], row[2], column[2], axis[2]],
  }
  return { series, slices, geometry, warnings: [...places.warnings, ...warningsOn(slices)] }
}

/** The unit vectors of i, j and of the slice normal; `findObstacles` has seen to it that they are ones. */
function axesOf({ frame }: DicomSlice): { row: Triple; column: Triple; normal: Triple } {
  const cosines = known(frame.orientation)
  const row = unit([cosines[0], cosines[1], cosines[2]])
  const column = unit([cosines[3], cosines[4], cosines[5]])
  const normal = unit([
    row[1] * column[2] - row[2] * column[1],
    row[2] * column[0] - row[0] * column[2],
    row[0] * column[1] - row[1] * column[0],
  ])
  return { row, column, normal }
}

/** One slice has no distance to a neighbour; its thickness is the next best, and a warning says so. */
function lonelySpacing({ frame: { sliceThicknessMm } }: DicomSlice): number {
  return sliceThicknessMm !== null && sliceThicknessMm > 0 ? sliceThicknessMm : 1
}

function warningsOn(slices: readonly DicomSlice[]): VolumeWarning[] {
  const warnings: VolumeWarning[] = []
  const [{ header, frame }] = slices
  if (slices.length === 1) {
    const thickness = frame.sliceThicknessMm
    warnings.push({
      code: 'SPACING_MISSING',
      message:
        thickness !== null && thickness > 0
          ? `There is one slice, so that no slice distance can be measured; its thickness, ${thickness} mm, is taken for it.`
          : 'There is one slice, so that no slice distance can be measured, and no thickness is given: 1 mm is taken.',
    })
  }
  if (header.photometric === 'MONOCHROME1')
    warnings.push({
      code: 'SHOWN_INVERTED',
      message: 'Low values are meant to be shown bright (MONOCHROME1). The values are kept as they are.',
    })
  if (slices.some((slice) => slice.header.wasLossy))
    warnings.push({
      code: 'LOSSY_COMPRESSION',
      message: 'The image went through lossy compression: its values are not those that the scanner measured.',
    })
  return warnings
}

function known<T>(value: T | null): T {
  if (value === null) throw new Error('A series without geometry was not refused.')
  return value
}

const dot = (a: Triple, b: Triple) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const subtract = (a: Triple, b: Triple): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const scale = (a: Triple, factor: number): Triple => [a[0] * factor, a[1] * factor, a[2] * factor]
const unit = (a: Triple) => scale(a, 1 / Math.hypot(...a))
