/** A header of 16 numbers: how many segments follow, and where each begins. */
const HEADER_BYTES = 64
const MOST_SEGMENTS = 15

/**
 * DICOM's own run-length coding (PS3.5, annex G): one PackBits segment for each byte of a pixel, the most significant first.
 * @returns the pixels, little-endian
 * @throws Error where the frame is damaged
 */
export function decodeRle(frame: Uint8Array, pixelCount: number, bytesPerPixel: number): Uint8Array {
  if (frame.length < HEADER_BYTES) throw new Error('the RLE header is cut short')
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  const segmentCount = view.getUint32(0, true)
  if (segmentCount !== bytesPerPixel || segmentCount > MOST_SEGMENTS)
    throw new Error(`it has ${segmentCount} RLE segments where ${bytesPerPixel} were expected`)
  const pixels = new Uint8Array(pixelCount * bytesPerPixel)
  for (let segment = 0; segment < segmentCount; segment++) {
    const from = view.getUint32(4 + 4 * segment, true)
    const to = segment + 1 < segmentCount ? view.getUint32(8 + 4 * segment, true) : frame.length
    const written = unpack(frame.subarray(from, to), pixels, bytesPerPixel - 1 - segment, bytesPerPixel)
    if (written < pixelCount)
      throw new Error(`RLE segment ${segment + 1} ends after ${written} of ${pixelCount} pixels`)
  }
  return pixels
}

/** Writes the bytes of one PackBits segment to every `stride`-th byte of `target`; @returns how many it wrote */
function unpack(segment: Uint8Array, target: Uint8Array, start: number, stride: number): number {
  let to = start
  let at = 0
  while (at < segment.length && to < target.length) {
    const control = segment[at++]
    if (control === 128) continue
    const isRun = control > 128
    const count = isRun ? 257 - control : control + 1
    for (let n = 0; n < count && to < target.length; n++, to += stride) {
      if (!isRun && at >= segment.length) return (to - start) / stride
      target[to] = isRun ? segment[at] : segment[at++]
    }
    if (isRun) at++
  }
  return Math.ceil((to - start) / stride)
}
