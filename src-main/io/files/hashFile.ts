import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { readError } from './fileErrors'

/** Large enough that hashing sets the pace; most cases of a data set are smaller than a megabyte. */
const CHUNK_BYTES = 1 << 18

/**
 * SHA-256 of a file's bytes as they lie on the disk, in hexadecimal.
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE, CANCELLED
 */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path, { highWaterMark: CHUNK_BYTES }), hash, signal === undefined ? {} : { signal })
  } catch (error) {
    throw readError(error, path)
  }
  return hash.digest('hex')
}
