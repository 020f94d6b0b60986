import type { Geometry, Triple } from '../../src-main/domain/volume/geometry'
import { voxelToWorldMm } from '../../src-main/domain/volume/geometry'
import { directionLetters, type SlicePlane } from './slicePlanes'
import { scale } from './vectors'
import type { DisplayWindow, SlicePaneName } from './viewerTypes'

export const PANE_TITLES: Record<SlicePaneName, string> = { axial: 'Axial', sagittal: 'Sagittal', coronal: 'Coronal' }

/** Colours of the panes, by which the crosshair's lines tell which pane they stand for. Okabe and Ito's. */
export const PANE_COLOURS: Record<SlicePaneName, string> = { axial: '#56b4e9', sagittal: '#e69f00', coronal: '#2fc59b' }

/** Tilts below are noise of the scanner's rounding. */
const TILT_WORTH_SAYING_DEGREES = 0.5

/** "Axial", or "Axial, oblique 17°" where the acquisition is turned. */
export function paneTitle({ pane, tiltDegrees }: SlicePlane): string {
  const title = PANE_TITLES[pane]
  return tiltDegrees < TILT_WORTH_SAYING_DEGREES ? title : `${title}, oblique ${Math.round(tiltDegrees)}°`
}

/** Letters at the four edges of a pane. */
export function edgeLetters({ right, up }: SlicePlane): { left: string; right: string; top: string; bottom: string } {
  return {
    left: directionLetters(scale(right, -1)),
    right: directionLetters(right),
    top: directionLetters(up),
    bottom: directionLetters(scale(up, -1)),
  }
}

const SIDES = [
  ['R', 'L'],
  ['A', 'P'],
  ['F', 'H'],
] as const
const ACROSS: Record<SlicePaneName, 0 | 1 | 2> = { sagittal: 0, coronal: 1, axial: 2 }

/** "Slice 40 / 120" (1-based). */
export function sliceText(geometry: Geometry, plane: SlicePlane, voxel: Triple): string {
  return `Slice ${voxel[plane.voxelAxis] + 1} / ${geometry.size[plane.voxelAxis]}`
}

/** Where the slice lies on the patient's axis across the pane: "H 12.5 mm". */
export function positionText(geometry: Geometry, plane: SlicePlane, voxel: Triple): string {
  const axis = ACROSS[plane.pane]
  const positionMm = voxelToWorldMm(geometry, voxel)[axis]
  return `${SIDES[axis][positionMm < 0 ? 0 : 1]} ${Math.abs(positionMm).toFixed(1)} mm`
}

export function windowText({ lowerValue, upperValue }: DisplayWindow): string {
  const width = upperValue - lowerValue
  return `W ${formatValue(width)}  L ${formatValue((upperValue + lowerValue) / 2)}`
}

/** A grey value with as many digits as a person can use. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (Number.isInteger(value) || size >= 1000) return Math.round(value).toLocaleString('en-US', { useGrouping: false })
  return size >= 10 ? value.toFixed(1) : String(Number(value.toPrecision(3)))
}
