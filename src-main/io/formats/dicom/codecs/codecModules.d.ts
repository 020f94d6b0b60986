// The codecs bring no types where their "exports" lead; this is what is used of them.

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  /** What an emscripten module is started with: where its lines of text go. */
  export interface CodecOptions {
    readonly print: (line: string) => void
    readonly printErr: (line: string) => void
  }

  /** Decodes one frame, and is deleted then. */
  export interface WasmDecoder {
    /** Room in the codec's memory for the compressed frame. */
    getEncodedBuffer(byteCount: number): Uint8Array
    decode(): void
    getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number }
    /** The codec's own memory: gone at the next call. */
    getDecodedBuffer(): Uint8Array
    delete(): void
  }

  const load: (options: CodecOptions) => Promise<{ J2KDecoder: new () => WasmDecoder }>
  export { load as default }
}

declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  import type { CodecOptions, WasmDecoder } from '@cornerstonejs/codec-openjpeg/decodewasmjs'
  const load: (options: CodecOptions) => Promise<{ JpegLSDecoder: new () => WasmDecoder }>
  export { load as default }
}

declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  import type { CodecOptions, WasmDecoder } from '@cornerstonejs/codec-openjpeg/decodewasmjs'
  const load: (options: CodecOptions) => Promise<{ JPEGDecoder: new () => WasmDecoder }>
  export { load as default }
}

declare module 'jpeg-lossless-decoder-js' {
  export class Decoder {
    /** @returns the samples: one byte each up to 8 bits, two (little-endian) beyond */
    decompress(buffer: ArrayBuffer): ArrayBuffer
  }
}
