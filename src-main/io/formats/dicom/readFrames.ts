import { readFile } from 'node:fs/promises'
import { SlicewrightError } from '../../../domain/errors'
import { readError } from '../../files/fileErrors'
import type { PackedFrame } from './codecs/decodeFrame'
import type { DicomHeader } from './DicomHeader'
import { packedFrames } from './packedFrames'
import { inflatedFile } from './parseDicomHeader'
import { transferSyntaxOf } from './transferSyntaxes'

/**
 * The frames of a file as they lie in it, still compressed.
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TRUNCATED, CANCELLED
 */
export async function readFrames(header: DicomHeader, signal?: AbortSignal): Promise<PackedFrame[]> {
  const { path, transferSyntaxUid, pixels, frames, rows, columns, bitsAllocated } = header
  const { encoding, isDeflated } = transferSyntaxOf(transferSyntaxUid)
  if (pixels === null || encoding === null) throw new Error(`${path} has no pixels to read, and was not refused.`)
  const onDisk = await readFile(path, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    throw readError(error, path)
  })
  const bytes = isDeflated === true ? inflatedFile(onDisk) : onDisk
  const [pixelCount, bytesPerPixel] = [rows * columns, bitsAllocated / 8]
  const asFrame = (data: Uint8Array): PackedFrame => ({ encoding, bytes: data, pixelCount, bytesPerPixel })
  if (encoding !== 'native') {
    try {
      return packedFrames(bytes.subarray(pixels.offset), frames.length).map(asFrame)
    } catch (error) {
      throw unreadable(path, error)
    }
  }
  const frameBytes = pixelCount * bytesPerPixel
  const expectedBytes = pixels.offset + frames.length * frameBytes
  if (bytes.length < expectedBytes)
    throw new SlicewrightError(
      'FILE_TRUNCATED',
      `${path} is cut short: its header announces ${frames.length * frameBytes} bytes of pixels, ` +
        `${bytes.length - pixels.offset} are there. Copy or export it again.`,
      { details: { path, expectedBytes, foundBytes: bytes.length } },
    )
  return frames.map((_, n) => {
    const start = pixels.offset + n * frameBytes
    return asFrame(bytes.subarray(start, start + frameBytes))
  })
}

/** A frame that its codec cannot read, as an error that names the file. */
export function unreadable(path: string, error: unknown): SlicewrightError {
  if (error instanceof SlicewrightError) return error
  const why = error instanceof Error ? error.message : String(error)
  return new SlicewrightError(
    'FILE_UNREADABLE',
    `The pixels of ${path} cannot be decoded: ${why}. Copy or export it again, uncompressed if it was compressed.`,
    { details: { path }, cause: error },
  )
}
