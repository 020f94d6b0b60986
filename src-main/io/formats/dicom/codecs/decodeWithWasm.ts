import type { WasmDecoder } from '@cornerstonejs/codec-openjpeg/decodewasmjs'

/** A frame as a codec gives it. */
export interface DecodedFrame {
  /** Little-endian, `bytesPerPixel` each. */
  readonly bytes: Uint8Array
  readonly bytesPerPixel: number
  /** Bits of a sample as the codec's own data say, which may be fewer than the header's; null where they say nothing. */
  readonly precision: number | null
  readonly pixelCount: number
}

/**
 * Decodes one frame with one of the Cornerstone codecs, which share one shape; the result is a copy, since the codec's memory is
 * used again.
 * @throws Error where the frame is damaged or not grey
 */
export function decodeWithWasm(decoder: WasmDecoder, frame: Uint8Array): DecodedFrame {
  try {
    decoder.getEncodedBuffer(frame.length).set(frame)
    decoder.decode()
    const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo()
    if (componentCount !== 1) throw new Error(`it has ${componentCount} components where one was expected`)
    const bytesPerPixel = bitsPerSample > 16 ? 4 : bitsPerSample > 8 ? 2 : 1
    return {
      bytes: decoder.getDecodedBuffer().slice(),
      bytesPerPixel,
      precision: bitsPerSample,
      pixelCount: width * height,
    }
  } finally {
    decoder.delete()
  }
}
