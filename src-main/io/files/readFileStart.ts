import { open } from 'node:fs/promises'
import { constants, gunzipSync } from 'node:zlib'
import { SlicewrightError } from '../../domain/errors'
import { readError } from './fileErrors'

export interface FileStart {
  readonly path: string
  /** The first bytes, decompressed; fewer than asked for if the file is shorter. */
  readonly bytes: Uint8Array
  /** By its magic number, whatever its name says. */
  readonly isGzip: boolean
  /** Size on disk. */
  readonly fileBytes: number
}

/** Deflate never makes data longer by more than a few bytes in a thousand; the rest is for a file name in the gzip header. */
const COMPRESSED_BYTES = 8192

/**
 * The first `byteCount` (at most 4096) bytes of a file, through gzip if it is gzip: enough to know a format and read its header.
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_EMPTY, FILE_UNREADABLE, FILE_TRUNCATED
 */
export async function readFileStart({ path, byteCount }: { path: string; byteCount: number }): Promise<FileStart> {
  try {
    const file = await open(path, 'r')
    try {
      const fileBytes = (await file.stat()).size
      const raw = Buffer.alloc(COMPRESSED_BYTES)
      const { bytesRead } = await file.read(raw, 0, COMPRESSED_BYTES, 0)
      if (bytesRead === 0) throw fileEmpty(path, 'the file has no bytes')
      const start = raw.subarray(0, bytesRead)
      const isGzip = start[0] === 0x1f && start[1] === 0x8b
      const bytes = isGzip ? gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH }) : start
      if (bytes.length === 0) gunzipSync(start) // throws where the gzip data are merely cut off
      if (bytes.length === 0) throw fileEmpty(path, 'its gzip data hold no bytes')
      return { path, bytes: bytes.subarray(0, byteCount), isGzip, fileBytes }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw readError(error, path)
  }
}

function fileEmpty(path: string, how: string): SlicewrightError {
  return new SlicewrightError('FILE_EMPTY', `${path} is empty: ${how}. Copy or download it again.`, {
    details: { path },
  })
}
