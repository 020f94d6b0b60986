import loadCharls from '@cornerstonejs/codec-charls/decodewasmjs'
import loadJpegTurbo from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'
import loadOpenJpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs'
import type { PixelEncoding } from '../transferSyntaxes'
import { decodeJpegLossless } from './decodeJpegLossless'
import { decodeRle } from './decodeRle'
import { decodeWithWasm, type CodecOptions, type DecodedFrame } from './decodeWithWasm'
import { jpegPrecisionOf } from './jpegPrecisionOf'

/** One frame as it lies in the file, and what the header says it must become. */
export interface PackedFrame {
  readonly encoding: PixelEncoding
  readonly bytes: Uint8Array
  readonly pixelCount: number
  readonly bytesPerPixel: number
}

/** WebAssembly is loaded when it is first needed, and once. */
const charls = once(loadCharls)
const jpegTurbo = once(loadJpegTurbo)
const openJpeg = once(loadOpenJpeg)

/**
 * Unpacks a grey frame.
 * @throws Error saying what is wrong with it
 */
export async function decodeFrame(frame: PackedFrame): Promise<DecodedFrame> {
  const decoded = await DECODERS[frame.encoding](frame)
  if (decoded.pixelCount !== frame.pixelCount || decoded.bytes.length < frame.pixelCount * decoded.bytesPerPixel)
    throw new Error(`${decoded.pixelCount} pixels are there where ${frame.pixelCount} were expected`)
  return decoded
}

const DECODERS: Readonly<Record<PixelEncoding, (frame: PackedFrame) => DecodedFrame | Promise<DecodedFrame>>> = {
  native: ({ bytes, pixelCount, bytesPerPixel }) => ({
    bytes,
    bytesPerPixel,
    pixelCount: Math.min(pixelCount, Math.floor(bytes.length / bytesPerPixel)),
  }),
  rle: ({ bytes, pixelCount, bytesPerPixel }) => ({
    bytes: decodeRle(bytes, pixelCount, bytesPerPixel),
    bytesPerPixel,
    pixelCount,
  }),
  'jpeg-2000': async ({ bytes }) => decodeWithWasm(new (await openJpeg()).J2KDecoder(), bytes),
  'jpeg-ls': async ({ bytes }) => decodeWithWasm(new (await charls()).JpegLSDecoder(), bytes),
  'jpeg-8-bit': async ({ bytes }) => {
    const precision = jpegPrecisionOf(bytes)
    if (precision !== 8) throw new Error(`it is JPEG with ${precision ?? 'unknown'} bits, of which only 8 are read`)
    return decodeWithWasm(new (await jpegTurbo()).JPEGDecoder(), bytes)
  },
  'jpeg-lossless': ({ bytes }) => decodeJpegLossless(bytes),
}

function once<T>(load: (options: CodecOptions) => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null
  // OpenJPEG talks on stdout, which belongs to the command line's JSON.
  return () => (loaded ??= load({ print: silence, printErr: silence }))
}

function silence(): void {
  return
}
