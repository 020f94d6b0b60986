import { Decoder } from 'jpeg-lossless-decoder-js'
import type { DecodedFrame } from './decodeWithWasm'
import { jpegPrecisionOf } from './jpegPrecisionOf'

/** More than the decoder reads ahead. */
const PADDING_BYTES = 8

/**
 * JPEG Lossless (Process 14). The decoder gives up on the last pixel where the end-of-image marker follows its bits at once; bytes
 * put between them keep the marker out of its sight (found with the shared CT slice, whose last pixel became 0).
 * @throws Error where the frame is damaged
 */
export function decodeJpegLossless(frame: Uint8Array): DecodedFrame {
  const end = endOfImage(frame)
  // Memory of its own: the decoder takes the buffer as a whole, and a file's Buffer is larger than the frame.
  const padded = new Uint8Array(frame.length + PADDING_BYTES)
  padded.set(frame.subarray(0, end))
  padded.set(frame.subarray(end), end + PADDING_BYTES)
  const bytes = new Uint8Array(new Decoder().decompress(padded.buffer))
  const bytesPerPixel = (jpegPrecisionOf(frame) ?? 16) > 8 ? 2 : 1
  return { bytes, bytesPerPixel, pixelCount: bytes.length / bytesPerPixel }
}

/** Where the last marker FFD9 begins; the end of the bytes where it is missing. */
function endOfImage(bytes: Uint8Array): number {
  for (let at = bytes.length - 2; at >= 0; at--) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return at
  return bytes.length
}
