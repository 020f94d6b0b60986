import type { Geometry } from './geometry'
import { slicePlaneOf } from './orientation'
import { isSheared, SHEAR_REMEDY, shearDegrees } from './shear'
import type { SliceAxis } from './slices'

/** Everything about a volume that a user should know although it loads. Stable, as error codes are. */
export const VOLUME_WARNING_CODES = [
  'NO_ORIENTATION',
  'ORIENTATION_UNUSABLE',
  'SFORM_QFORM_DIFFER',
  'GEOMETRY_SHEARED',
  'SPACING_MISSING',
  'UNITS_NOT_MM',
  'SCALING_INVALID',
  'VOXELS_NOT_FINITE',
  'SLICE_AXIS_NOT_AXIAL',
  'SLICES_UNEVEN',
  'SHOWN_INVERTED',
  'LOSSY_COMPRESSION',
  'PIXEL_PADDING',
] as const
type VolumeWarningCode = (typeof VOLUME_WARNING_CODES)[number]

export interface VolumeWarning {
  readonly code: VolumeWarningCode
  readonly message: string
}

/** `[]` or the one warning that slices on `axis` are not axial (contract.md §1). */
export function sliceAxisWarnings(geometry: Geometry, axis: SliceAxis): VolumeWarning[] {
  const { plane, tiltDegrees } = slicePlaneOf({ geometry, axis })
  if (plane === 'axial') return []
  const name = plane === 'oblique' ? `oblique (${tiltDegrees.toFixed(0)}° off the nearest anatomical plane)` : plane
  return [
    {
      code: 'SLICE_AXIS_NOT_AXIAL',
      message: `The slices on the ${axis} axis are ${name}, not axial. Choose another with --axis i|j|k if that is not meant.`,
    },
  ]
}

/** `[]` or the one warning that the voxel axes are not at right angles. */
export function shearWarnings(geometry: Geometry): VolumeWarning[] {
  if (!isSheared(geometry)) return []
  const degrees = shearDegrees(geometry).toFixed(1)
  return [
    {
      code: 'GEOMETRY_SHEARED',
      message: `The voxel axes are ${degrees}° off a right angle. ${SHEAR_REMEDY} Import refuses it.`,
    },
  ]
}
