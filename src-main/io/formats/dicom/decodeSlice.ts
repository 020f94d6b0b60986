import { decodeFrame, type PackedFrame } from './codecs/decodeFrame'
import type { DicomSlice } from './DicomSeries'
import { readFrames, unreadable } from './readFrames'
import { putStoredPixels, type StoredArray } from './storedPixels'

/** The file that was read last: the frames of one file follow each other, so that one at a time is in memory. */
export interface OpenFile {
  path: string
  frames: readonly PackedFrame[]
}

/**
 * Writes the stored pixels of one slice into `target` from `offset` on.
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TRUNCATED, CANCELLED
 */
export async function decodeSlice(request: {
  slice: DicomSlice
  open: OpenFile
  target: StoredArray
  offset: number
  signal?: AbortSignal | undefined
}): Promise<void> {
  const { slice, open, target, offset, signal } = request
  const { header, frameIndex } = slice
  if (open.path !== header.path) {
    open.frames = await readFrames(header, signal)
    open.path = header.path
  }
  const frame = await decodeFrame(open.frames[frameIndex]).catch((error: unknown) => {
    throw unreadable(header.path, error)
  })
  putStoredPixels(frame, header, target, offset)
}
