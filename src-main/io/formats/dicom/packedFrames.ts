/** The pixel data of compressed frames: an offset table and fragments, each an item (PS3.5, A.4). */
const ITEM_BYTES = 8
const ITEM = 0xe000
const DELIMITER = 0xe0dd

interface Fragment {
  /** Of its item, from the first item after the table: what the table counts. */
  readonly offset: number
  readonly bytes: Uint8Array
}

/**
 * The compressed frames of a file.
 * @param bytes from the first item (the offset table) to the end of the file or beyond the last frame
 * @throws Error where the frames cannot be told apart, or end early
 */
export function packedFrames(bytes: Uint8Array, frameCount: number): Uint8Array[] {
  const { table, fragments } = fragmentsOf(bytes)
  if (frameCount === 1) return [joined(fragments)]
  if (fragments.length === frameCount) return fragments.map((fragment) => fragment.bytes)
  if (table.length === frameCount)
    return table.map((start, frame) => {
      const end = table[frame + 1] ?? Number.POSITIVE_INFINITY
      return joined(fragments.filter(({ offset }) => offset >= start && offset < end))
    })
  throw new Error(
    `${frameCount} frames lie in ${fragments.length} fragments, and no offset table says which belong together`,
  )
}

function fragmentsOf(bytes: Uint8Array): { table: number[]; fragments: Fragment[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const items: Uint8Array[] = []
  let at = 0
  while (at + ITEM_BYTES <= bytes.length) {
    const [group, element, length] = [
      view.getUint16(at, true),
      view.getUint16(at + 2, true),
      view.getUint32(at + 4, true),
    ]
    if (group !== 0xfffe || element === DELIMITER) break
    if (element !== ITEM) throw new Error('its compressed frames are damaged')
    if (at + ITEM_BYTES + length > bytes.length) throw new Error('its compressed frames end early')
    items.push(bytes.subarray(at + ITEM_BYTES, at + ITEM_BYTES + length))
    at += ITEM_BYTES + length
  }
  if (items.length < 2) throw new Error('its compressed frames are missing')
  const [first, ...rest] = items
  const offsets = new DataView(first.buffer, first.byteOffset, first.byteLength)
  const table = Array.from({ length: Math.floor(first.length / 4) }, (_, n) => offsets.getUint32(4 * n, true))
  let offset = 0
  const fragments = rest.map((each) => {
    const fragment = { offset, bytes: each }
    offset += ITEM_BYTES + each.length
    return fragment
  })
  return { table, fragments }
}

function joined(fragments: readonly Fragment[]): Uint8Array {
  if (fragments.length === 0) throw new Error('a frame has no data')
  if (fragments.length === 1) return fragments[0].bytes
  return Buffer.concat(fragments.map(({ bytes }) => bytes))
}
