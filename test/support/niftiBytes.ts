/** A NIfTI file put together field by field from nifti1.h and nifti2.h, independently of our writer. */
export interface NiftiFields {
  readonly version?: 1 | 2
  readonly isLittleEndian?: boolean
  /** dim[1…]; dim[0] follows. */
  readonly dimensions: readonly number[]
  readonly datatype: number
  readonly pixdim?: readonly number[]
  readonly slope?: number
  readonly intercept?: number
  readonly spaceUnit?: number
  readonly qform?: { code: number; quaternion: readonly number[]; offset: readonly number[] }
  readonly sform?: { code: number; rows: readonly number[] }
  readonly extensionBytes?: number
  readonly magic?: string
  readonly voxOffset?: number
  /** Already in the file's byte order. */
  readonly voxels: Uint8Array
}

export function niftiBytes(fields: NiftiFields): Buffer {
  const { version = 1, isLittleEndian: le = true, dimensions, extensionBytes = 0 } = fields
  const isFirst = version === 1
  const headerBytes = isFirst ? 348 : 540
  const dataOffset = headerBytes + 4 + extensionBytes
  const bytes = Buffer.alloc(dataOffset + fields.voxels.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const integer = (at: number, width: 2 | 4 | 8, value: number) => {
    if (width === 2) view.setInt16(at, value, le)
    else if (width === 4) view.setInt32(at, value, le)
    else view.setBigInt64(at, BigInt(value), le)
  }
  const reals = (at: number, values: readonly number[]) =>
    values.forEach((value, n) =>
      isFirst ? view.setFloat32(at + 4 * n, value, le) : view.setFloat64(at + 8 * n, value, le),
    )
  const dim = [dimensions.length, ...dimensions]
  const code = isFirst ? 2 : 4
  integer(0, 4, headerBytes)
  dim.forEach((length, n) => (isFirst ? integer(40 + 2 * n, 2, length) : integer(16 + 8 * n, 8, length)))
  integer(isFirst ? 70 : 12, 2, fields.datatype)
  reals(isFirst ? 76 : 104, fields.pixdim ?? [1, 1, 1, 1])
  const voxOffset = fields.voxOffset ?? dataOffset
  if (isFirst) reals(108, [voxOffset])
  else integer(168, 8, voxOffset)
  reals(isFirst ? 112 : 176, [fields.slope ?? 0, fields.intercept ?? 0])
  if (isFirst) view.setUint8(123, fields.spaceUnit ?? 2)
  else integer(500, 4, fields.spaceUnit ?? 2)
  if (fields.qform !== undefined) {
    integer(isFirst ? 252 : 344, code, fields.qform.code)
    reals(isFirst ? 256 : 352, [...fields.qform.quaternion, ...fields.qform.offset])
  }
  if (fields.sform !== undefined) {
    integer(isFirst ? 254 : 348, code, fields.sform.code)
    reals(isFirst ? 280 : 400, fields.sform.rows)
  }
  bytes.write(fields.magic ?? (isFirst ? 'n+1' : 'n+2'), isFirst ? 344 : 4, 'latin1')
  if (extensionBytes > 0) bytes[headerBytes] = 1
  bytes.set(fields.voxels, dataOffset)
  return bytes
}

/** The bytes of a typed array, as they lie in memory (little-endian). */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
