import { isSheared } from '../../../domain/volume/shear'
import type { Geometry } from '../../../domain/volume/geometry'
import type { Volume, VoxelArray } from '../../../domain/volume/Volume'
import { SlicewrightError } from '../../../domain/errors'
import type { StoredType } from '../VolumeFormat'
import { NIFTI_CODE_BY_STORED_TYPE } from './niftiDatatypes'
import { NIFTI_1_HEADER_BYTES } from './NiftiHeader'
import { quaternionOfRotation } from './quaternion'

/** Header and four zero bytes that say that no extension follows. */
const DATA_OFFSET = NIFTI_1_HEADER_BYTES + 4

const LONGEST_AXIS = 32767
const SPACE_UNIT_MM = 2
const FORM_CODE_SCANNER = 1
const INTENT_LABEL = 1002

/**
 * One uncompressed NIfTI-1 file, little-endian, unscaled, with sform and qform of the geometry (a sheared grid has no qform).
 * @throws SlicewrightError FORMAT_UNSUPPORTED if an axis is longer than NIfTI-1 can say
 */
export function encodeNifti(request: { volume: Volume; isLabelMap: boolean }): Buffer {
  const { data, geometry } = request.volume
  if (geometry.size.some((length) => length > LONGEST_AXIS))
    throw new SlicewrightError(
      'FORMAT_UNSUPPORTED',
      `A volume of ${geometry.size.join('×')} voxels does not fit into NIfTI-1, whose axes end at ${LONGEST_AXIS}. Crop it first.`,
      { details: { size: geometry.size } },
    )
  const file = Buffer.alloc(DATA_OFFSET + data.byteLength)
  file.writeInt32LE(NIFTI_1_HEADER_BYTES, 0)
  file.write('r', 38)
  ;[3, ...geometry.size, 1, 1, 1, 1].forEach((length, at) => file.writeInt16LE(length, 40 + 2 * at))
  if (request.isLabelMap) file.writeInt16LE(INTENT_LABEL, 68)
  file.writeInt16LE(NIFTI_CODE_BY_STORED_TYPE[storedTypeOf(data)], 70)
  file.writeInt16LE(data.BYTES_PER_ELEMENT * 8, 72)
  file.writeFloatLE(DATA_OFFSET, 108)
  file.writeFloatLE(1, 112)
  file.writeUInt8(SPACE_UNIT_MM, 123)
  file.write('Slicewright', 148)
  writeGeometry(file, geometry)
  file.write('n+1', 344)
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), DATA_OFFSET)
  return file
}

function writeGeometry(file: Buffer, geometry: Geometry): void {
  const { spacingMm, originMm } = geometry
  // LPS to RAS: x and y change sign. Adding 0 turns −0 into 0, so that equal grids give equal bytes.
  const ras = geometry.direction.map((value, at) => (at < 6 ? -value : value) + 0)
  const origin = [-originMm[0] + 0, -originMm[1] + 0, originMm[2]]
  const isLeftHanded = determinant(ras) < 0
  const pixdim = [isLeftHanded ? -1 : 1, ...spacingMm, 1, 1, 1, 1]
  pixdim.forEach((length, at) => file.writeFloatLE(length, 76 + 4 * at))
  file.writeInt16LE(isSheared(geometry) ? 0 : FORM_CODE_SCANNER, 252)
  file.writeInt16LE(FORM_CODE_SCANNER, 254)
  // A quaternion is a rotation: of a left-handed grid the k axis is flipped, which qfac = −1 undoes.
  const rotation = ras.map((value, at) => (isLeftHanded && at % 3 === 2 ? -value : value))
  if (!isSheared(geometry)) {
    quaternionOfRotation(rotation).forEach((value, at) => file.writeFloatLE(value, 256 + 4 * at))
    origin.forEach((value, at) => file.writeFloatLE(value, 268 + 4 * at))
  }
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++)
      file.writeFloatLE(ras[row * 3 + column] * spacingMm[column] + 0, 280 + 16 * row + 4 * column)
    file.writeFloatLE(origin[row], 280 + 16 * row + 12)
  }
}

function storedTypeOf(data: VoxelArray): StoredType {
  if (data instanceof Int8Array) return 'int8'
  if (data instanceof Uint8Array) return 'uint8'
  if (data instanceof Int16Array) return 'int16'
  if (data instanceof Uint16Array) return 'uint16'
  if (data instanceof Int32Array) return 'int32'
  if (data instanceof Uint32Array) return 'uint32'
  return data instanceof Float32Array ? 'float32' : 'float64'
}

function determinant([a, b, c, d, e, f, g, h, i]: readonly number[]): number {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
}
