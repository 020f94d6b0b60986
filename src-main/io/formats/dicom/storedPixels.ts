import type { DecodedFrame } from './codecs/decodeWithWasm'
import type { DicomHeader } from './DicomHeader'
import { transferSyntaxOf } from './transferSyntaxes'

/** Arrays that hold stored pixels of one kind. */
export type StoredArray =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array

/** An array of the type in which the file keeps its pixels. */
export function storedArrayFor(header: DicomHeader, length: number): StoredArray {
  const { bitsAllocated, isSigned, pixels } = header
  if (pixels?.kind === 'float64') return new Float64Array(length)
  if (pixels?.kind === 'float32') return new Float32Array(length)
  if (bitsAllocated === 8) return isSigned ? new Int8Array(length) : new Uint8Array(length)
  if (bitsAllocated === 16) return isSigned ? new Int16Array(length) : new Uint16Array(length)
  return isSigned ? new Int32Array(length) : new Uint32Array(length)
}

/**
 * Writes the pixels of a frame into `target` from `offset` on. Only the stored bits count: old programs keep overlays in the
 * others (PS3.5, 8.1.1).
 */
export function putStoredPixels(frame: DecodedFrame, header: DicomHeader, target: StoredArray, offset: number): void {
  const { bytes, bytesPerPixel, pixelCount } = frame
  const { bitsStored, highBit, isSigned, pixels, transferSyntaxUid } = header
  const { encoding, isBigEndian } = transferSyntaxOf(transferSyntaxUid)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isLittleEndian = isBigEndian !== true
  if (pixels?.kind === 'float32' || pixels?.kind === 'float64') {
    for (let n = 0; n < pixelCount; n++)
      target[offset + n] =
        bytesPerPixel === 8 ? view.getFloat64(8 * n, isLittleEndian) : view.getFloat32(4 * n, isLittleEndian)
    return
  }
  // A codec gives the bits flush right; in an unpacked frame they end at the high bit. Shifting up and down extends the sign.
  const unused = 32 - bitsStored
  const up = encoding === 'native' || encoding === 'rle' ? 31 - highBit : unused
  for (let n = 0; n < pixelCount; n++) {
    const raw =
      bytesPerPixel === 1
        ? bytes[n]
        : bytesPerPixel === 2
          ? view.getUint16(2 * n, isLittleEndian)
          : view.getUint32(4 * n, isLittleEndian)
    target[offset + n] = isSigned ? (raw << up) >> unused : (raw << up) >>> unused
  }
}
