import { z } from 'zod'

/** Float32 arrays by name, row-major. */
export type NamedArrays = Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>

/**
 * The safetensors layout (huggingface/safetensors, format 1.0): eight bytes of header length, a JSON header, then the arrays, little
 * endian. Chosen for checkpoints because other programs read it and one file holds everything.
 */
const LENGTH_BYTES = 8
const METADATA_KEY = '__metadata__'

const entrySchema = z.object({
  dtype: z.literal('F32'),
  shape: z.array(z.number().int().min(0)),
  data_offsets: z.tuple([z.number().int().min(0), z.number().int().min(0)]),
})

export function encodeSafetensors(options: {
  arrays: NamedArrays
  metadata: Readonly<Record<string, string>>
}): Uint8Array {
  const { arrays, metadata } = options
  const header: Record<string, unknown> = { [METADATA_KEY]: metadata }
  let end = 0
  for (const [name, { shape, data }] of Object.entries(arrays)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + data.byteLength] }
    end += data.byteLength
  }
  const text = JSON.stringify(header)
  // Spaces after the JSON, as the format allows, keep the arrays aligned to eight bytes.
  const headerBytes = new TextEncoder().encode(text.padEnd(text.length + ((8 - (Buffer.byteLength(text) % 8)) % 8)))
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes.length + end)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes.length), true)
  bytes.set(headerBytes, LENGTH_BYTES)
  let at = LENGTH_BYTES + headerBytes.length
  for (const { data } of Object.values(arrays)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return bytes
}

/** @throws Error if the bytes are not a whole safetensors file of float32 arrays */
export function decodeSafetensors(bytes: Uint8Array): { arrays: NamedArrays; metadata: Record<string, string> } {
  if (bytes.length < LENGTH_BYTES) throw new Error(`${bytes.length} bytes are too few for a header.`)
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  const start = LENGTH_BYTES + headerLength
  if (start > bytes.length) throw new Error(`The header needs ${headerLength} bytes, the file has ${bytes.length}.`)
  const header = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, start))))
  const arrays = Object.entries(header)
    .filter(([name]) => name !== METADATA_KEY)
    .map(([name, described]) => {
      const { shape, data_offsets: offsets } = entrySchema.parse(described)
      const [from, to] = offsets
      const length = shape.reduce((product, size) => product * size, 1)
      if (to - from !== 4 * length || start + to > bytes.length)
        throw new Error(`Array "${name}" of ${length} numbers does not lie within the ${bytes.length} bytes.`)
      return [name, { shape, data: new Float32Array(copyOf(bytes, start + from, start + to)) }] as const
    })
  const metadata = z.record(z.string(), z.string()).parse(header[METADATA_KEY] ?? {})
  return { arrays: Object.fromEntries(arrays), metadata }
}

/** A buffer of its own: a file read by Node may share one with others, and Buffer.slice does not copy. */
function copyOf(bytes: Uint8Array, from: number, to: number): ArrayBuffer {
  const copy = new Uint8Array(to - from)
  copy.set(bytes.subarray(from, to))
  return copy.buffer
}
