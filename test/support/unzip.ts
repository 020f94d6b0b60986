import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'

const CENTRAL_ENTRY = 0x02014b50
const END_OF_DIRECTORY = 0x06054b50

/** Unpacks a plain zip archive (stored or deflated, no zip64) into a folder. */
export function unzip(archive: string, folder: string): void {
  const bytes = readFileSync(archive)
  let end = bytes.length - 22
  while (bytes.readUInt32LE(end) !== END_OF_DIRECTORY) end--
  let at = bytes.readUInt32LE(end + 16)
  for (let entries = bytes.readUInt16LE(end + 10); entries > 0 && bytes.readUInt32LE(at) === CENTRAL_ENTRY; entries--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset))
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const local = bytes.readUInt32LE(at + 42)
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20))
    if (!name.endsWith('/')) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed))
    }
    at += 46 + nameLength + extraLength + commentLength
  }
}
