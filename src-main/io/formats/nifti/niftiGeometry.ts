import type { Direction, Geometry, Triple } from '../../../domain/volume/geometry'
import { shearWarnings, type VolumeWarning } from '../../../domain/volume/volumeWarnings'
import type { NiftiHeader } from './NiftiHeader'
import { rotationOfQuaternion } from './quaternion'

/** Row-major 3 × 4, voxel indices to RAS in mm. */
type Affine = readonly number[]

/** contract.md §1: beyond this, sform and qform tell two stories. */
const SFORM_QFORM_TOLERANCE = 1e-3

/** Millimetres in the header's unit of length (xyzt_units & 7); unknown counts as mm. */
const MM_BY_SPACE_UNIT: Readonly<Record<number, number>> = { 1: 1000, 3: 0.001 }

/**
 * Where the voxels lie, in LPS and mm. The sform if its code is above 0, else the qform, else method 1 of nifti1.h: spacing only,
 * axes along RAS, origin 0 (contract.md §1; nibabel assumes LAS and a centred origin there).
 */
export function niftiGeometry(header: NiftiHeader): { geometry: Geometry; warnings: VolumeWarning[] } {
  const warnings: VolumeWarning[] = []
  const warn = (code: VolumeWarning['code'], message: string) => void warnings.push({ code, message })
  const spacing = header.pixdim.map((length) => Math.abs(length))
  if (spacing.some((length) => !(length > 0 && Number.isFinite(length))) && header.sformCode <= 0)
    warn(
      'SPACING_MISSING',
      `The voxel size reads ${header.pixdim.join(' × ')}; 1 mm is assumed where it is not positive.`,
    )
  const usable = spacing.map((length) => (length > 0 && Number.isFinite(length) ? length : 1))
  const sform = header.sformCode > 0 ? usableAffine(header.srow) : null
  const qform = header.qformCode > 0 ? usableAffine(qformAffine(header, usable)) : null
  if (header.sformCode > 0 && sform === null)
    warn('ORIENTATION_UNUSABLE', `The sform (${header.srow.join(', ')}) is no orientation; the next best one is used.`)
  if (header.qformCode > 0 && qform === null)
    warn('ORIENTATION_UNUSABLE', 'The qform is no orientation; the next best one is used.')
  if (sform !== null && qform !== null) {
    const difference = Math.max(...sform.map((value, at) => Math.abs(value - qform[at])))
    if (difference > SFORM_QFORM_TOLERANCE)
      warn('SFORM_QFORM_DIFFER', `sform and qform differ by up to ${difference.toPrecision(3)}; the sform is used.`)
  }
  if (sform === null && qform === null)
    warn('NO_ORIENTATION', 'The file does not say how it lies in the patient; axes along RAS and origin 0 are assumed.')
  const [x, y, z] = usable
  const scale = MM_BY_SPACE_UNIT[header.spaceUnit] ?? 1
  if (scale !== 1)
    warn('UNITS_NOT_MM', `Lengths are in ${scale === 1000 ? 'metres' : 'micrometres'} and have been converted to mm.`)
  const affine = sform ?? qform ?? [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0]
  const geometry = geometryOfAffine(
    affine.map((value) => value * scale),
    header.dimensions,
  )
  return { geometry, warnings: [...warnings, ...shearWarnings(geometry)] }
}

function geometryOfAffine(affine: Affine, dimensions: readonly number[]): Geometry {
  // RAS to LPS: x and y change sign.
  const lps = affine.map((value, at) => (at < 8 ? -value : value) + 0)
  const column = (index: number) => [lps[index], lps[4 + index], lps[8 + index]]
  const spacingMm = [0, 1, 2].map((index) => Math.hypot(...column(index))) as unknown as Triple
  const direction = [0, 1, 2].flatMap((row) =>
    [0, 1, 2].map((index) => lps[row * 4 + index] / spacingMm[index]),
  ) as unknown as Direction
  return {
    size: [dimensions[0], dimensions[1], dimensions[2]],
    spacingMm,
    originMm: [lps[3], lps[7], lps[11]],
    direction,
  }
}

function qformAffine(header: NiftiHeader, spacing: readonly number[]): Affine {
  const rotation = rotationOfQuaternion(header.quaternion)
  // pixdim[0] is −1 for a left-handed grid; anything else, 0 included, counts as +1 (nifti1.h).
  const scale = [spacing[0], spacing[1], header.qfac === -1 ? -spacing[2] : spacing[2]]
  return [0, 1, 2].flatMap((row) => [
    ...[0, 1, 2].map((column) => rotation[row * 3 + column] * scale[column]),
    header.qoffset[row],
  ])
}

/** Null where numbers are missing or the axes do not span space. */
function usableAffine(affine: Affine): Affine | null {
  if (!affine.every(Number.isFinite)) return null
  const [a, b, c, , d, e, f, , g, h, i] = affine
  const volume = Math.abs(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g))
  const lengths = Math.hypot(a, d, g) * Math.hypot(b, e, h) * Math.hypot(c, f, i)
  return volume > 1e-6 * lengths ? affine : null
}
