// Messages on a byte pipe, for where no structured clone joins two processes: child_process's own "advanced" serialisation
// needs the same V8 at both ends.

/** Longer than any message: a wrong length means that the stream is not ours. */
const MAX_FRAME_BYTES = 256 * 1024 * 1024
const HEADER_BYTES = 8

/**
 * One message as bytes: u32le length of the JSON, u32le length of the binary part, JSON, binary part.
 * @param message plain JSON; byte arrays anywhere in it travel in the binary part
 */
export function encodeFrame(message: unknown): Uint8Array[] {
  const parts: Uint8Array[] = []
  let binaryBytes = 0
  const json = Buffer.from(
    // `this` and not the value: a Buffer has been turned into a list of numbers before the replacer sees it.
    JSON.stringify(message, function (this: Record<string, unknown>, key: string, value: unknown) {
      const bytes = bytesOf(this[key])
      if (bytes === null) return value
      const reference: ByteReference = { $bytes: [binaryBytes, bytes.byteLength] }
      parts.push(bytes)
      binaryBytes += bytes.byteLength
      return reference
    }),
  )
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32LE(json.length, 0)
  header.writeUInt32LE(binaryBytes, 4)
  return [header, json, ...parts]
}

/**
 * Gathers chunks, however they were cut, into messages.
 * @returns takes the next chunk; byte arrays of a message are views of one buffer, which belongs to the message
 * @throws Error where the lengths cannot be true
 */
export function frameDecoder(onMessage: (message: unknown) => void): (chunk: Uint8Array) => void {
  let chunks: Buffer[] = []
  let gatheredBytes = 0
  let lengths: { jsonBytes: number; binaryBytes: number } | null = null
  const take = (byteLength: number): Buffer => {
    const all = Buffer.concat(chunks)
    chunks = [all.subarray(byteLength)]
    gatheredBytes -= byteLength
    return all.subarray(0, byteLength)
  }
  return (chunk) => {
    chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    gatheredBytes += chunk.byteLength
    for (;;) {
      if (lengths === null) {
        if (gatheredBytes < HEADER_BYTES) return
        const header = take(HEADER_BYTES)
        lengths = { jsonBytes: header.readUInt32LE(0), binaryBytes: header.readUInt32LE(4) }
        if (lengths.jsonBytes + lengths.binaryBytes > MAX_FRAME_BYTES)
          throw new Error(
            `A frame of ${lengths.jsonBytes + lengths.binaryBytes} bytes was announced; none is that long.`,
          )
      }
      const { jsonBytes, binaryBytes } = lengths
      if (gatheredBytes < jsonBytes + binaryBytes) return
      const frame = take(jsonBytes + binaryBytes)
      lengths = null
      onMessage(
        JSON.parse(frame.toString('utf8', 0, jsonBytes), (_, value: unknown) => {
          if (!isByteReference(value)) return value
          const [offset, byteLength] = value.$bytes
          return new Uint8Array(frame.buffer, frame.byteOffset + jsonBytes + offset, byteLength)
        }),
      )
    }
  }
}

interface ByteReference {
  readonly $bytes: readonly [offset: number, byteLength: number]
}

function isByteReference(value: unknown): value is ByteReference {
  return typeof value === 'object' && value !== null && '$bytes' in value && Array.isArray(value.$bytes)
}

function bytesOf(value: unknown): Uint8Array | null {
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null
}
