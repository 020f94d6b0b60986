// The Cornerstone codecs bring no types of their own; this is what is used of them.

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const load: (
    options: import('./decodeWithWasm').CodecOptions,
  ) => Promise<{ J2KDecoder: new () => import('./decodeWithWasm').WasmDecoder }>
  export default load
}

declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  const load: (
    options: import('./decodeWithWasm').CodecOptions,
  ) => Promise<{ JpegLSDecoder: new () => import('./decodeWithWasm').WasmDecoder }>
  export default load
}

declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  const load: (
    options: import('./decodeWithWasm').CodecOptions,
  ) => Promise<{ JPEGDecoder: new () => import('./decodeWithWasm').WasmDecoder }>
  export default load
}

// The package's own types lie where its "exports" do not lead.
declare module 'jpeg-lossless-decoder-js' {
  export class Decoder {
    /** @returns the samples: one byte each up to 8 bits, two (little-endian) beyond */
    decompress(buffer: ArrayBuffer): ArrayBuffer
  }
}
