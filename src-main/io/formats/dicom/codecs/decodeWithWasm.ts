/** What an emscripten module is started with: where its lines of text go. */
export interface CodecOptions {
  readonly print: (line: string) => void
  readonly printErr: (line: string) => void
}

/** What a decoder of the Cornerstone codecs offers; they share one shape. */
export interface WasmDecoder {
  getEncodedBuffer(byteCount: number): Uint8Array
  decode(): void
  getFrameInfo(): {
    readonly width: number
    readonly height: number
    readonly bitsPerSample: number
    readonly componentCount: number
  }
  getDecodedBuffer(): Uint8Array
  delete(): void
}

/** A frame as a codec gives it. */
export interface DecodedFrame {
  /** Little-endian, `bytesPerPixel` each. */
  readonly bytes: Uint8Array
  readonly bytesPerPixel: number
  readonly pixelCount: number
}

/**
 * Decodes one frame; the result is a copy, since the codec's memory is used again.
 * @throws Error where the frame is damaged or not grey
 */
export function decodeWithWasm(decoder: WasmDecoder, frame: Uint8Array): DecodedFrame {
  try {
    decoder.getEncodedBuffer(frame.length).set(frame)
    decoder.decode()
    const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo()
    if (componentCount !== 1) throw new Error(`it has ${componentCount} components where one was expected`)
    const bytesPerPixel = bitsPerSample > 16 ? 4 : bitsPerSample > 8 ? 2 : 1
    return { bytes: decoder.getDecodedBuffer().slice(), bytesPerPixel, pixelCount: width * height }
  } finally {
    decoder.delete()
  }
}
