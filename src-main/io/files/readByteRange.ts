import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { SlicewrightError } from '../../domain/errors'
import { readError, truncatedError } from './fileErrors'
import type { FileStart } from './readFileStart'

/** Buffers larger than a small file cost more in garbage than they save in calls. */
const CHUNK_BYTES = 1 << 20
const SMALLEST_CHUNK_BYTES = 1 << 14
const chunkFor = (bytes: number) => Math.max(SMALLEST_CHUNK_BYTES, Math.min(CHUNK_BYTES, bytes))

/** Deflate cannot do better than 1032 to 1. */
const LARGEST_GZIP_RATIO = 1032

/** Gzip data may go on a little after the last expected byte; a file that goes on for longer is not inflated to its end. */
const TOLERATED_EXCESS_BYTES = 1 << 20

/**
 * Bytes `offset` to `offset + byteCount` of the (decompressed) file, in memory of their own. Gzip is inflated as a stream, to its
 * end so that its check sum counts, and never beyond what was announced.
 * @param request.totalBytes how long the decompressed file should be, for messages and as a limit
 * @throws SlicewrightError FILE_TRUNCATED with both numbers, FILE_UNREADABLE, CANCELLED
 */
export async function readByteRange(request: {
  start: FileStart
  offset: number
  byteCount: number
  totalBytes: number
  signal?: AbortSignal | undefined
}): Promise<Uint8Array<ArrayBuffer>> {
  const { start, offset, byteCount, totalBytes, signal } = request
  const { path, isGzip, fileBytes } = start
  const most = isGzip ? fileBytes * LARGEST_GZIP_RATIO : fileBytes
  if (totalBytes > most)
    throw truncatedError({ path, expectedBytes: totalBytes, foundBytes: isGzip ? null : fileBytes, fileBytes })
  const options = signal === undefined ? {} : { signal }
  try {
    const range = allocate(byteCount, path)
    let position = isGzip ? 0 : offset
    const collect = async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        const from = Math.max(0, offset - position)
        const to = Math.min(chunk.length, offset + byteCount - position)
        if (from < to) range.set(chunk.subarray(from, to), position + from - offset)
        position += chunk.length
        if (position > totalBytes + TOLERATED_EXCESS_BYTES) return
      }
    }
    if (isGzip) {
      const file = createReadStream(path, { highWaterMark: chunkFor(fileBytes) })
      await pipeline(file, createGunzip({ chunkSize: chunkFor(totalBytes) }), collect, options)
    } else {
      const file = createReadStream(path, {
        start: offset,
        end: offset + byteCount - 1,
        highWaterMark: chunkFor(byteCount),
      })
      await pipeline(file, collect, options)
    }
    if (position < offset + byteCount)
      throw truncatedError({ path, expectedBytes: totalBytes, foundBytes: position, fileBytes })
    return range
  } catch (error) {
    throw readError(error, path)
  }
}

function allocate(byteCount: number, path: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(byteCount)
  } catch (error) {
    throw new SlicewrightError(
      'FILE_UNREADABLE',
      `${path} needs ${byteCount} bytes of memory for its voxels, more than can be had. Crop or resample it first.`,
      { details: { path, byteCount }, cause: error },
    )
  }
}
