/** Bits of a sample as the JPEG's frame header (SOF, marker FFC0 to FFCF but for C4, C8 and CC) says; null where there is none. */
export function jpegPrecisionOf(bytes: Uint8Array): number | null {
  let at = 2
  while (at + 4 < bytes.length) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1]
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return bytes[at + 4]
    at += 2 + bytes[at + 2] * 256 + bytes[at + 3]
  }
  return null
}
