import { open, type FileHandle } from 'node:fs/promises'
import { SlicewrightError } from '../../../domain/errors'
import { readError } from '../../files/fileErrors'
import type { DicomHeader } from './DicomHeader'
import { looksLikeDicom, parseDicomHeader } from './parseDicomHeader'

/** Most headers are shorter; one that is not is read again with four times as much. */
const FIRST_BYTES = 1 << 16
const GROWTH = 4

/**
 * The header of a file, without its pixels.
 * @returns null where the file is no DICOM
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TRUNCATED
 */
export async function readDicomHeader(path: string): Promise<DicomHeader | null> {
  try {
    const file = await open(path, 'r')
    try {
      const fileBytes = (await file.stat()).size
      for (let byteCount = FIRST_BYTES; ; byteCount *= GROWTH) {
        const bytes = await bytesOf(file, Math.min(byteCount, fileBytes))
        if (!looksLikeDicom(bytes)) return null
        const header = parseDicomHeader(path, bytes, bytes.length >= fileBytes)
        if (header !== null) return header
        if (bytes.length < Math.min(byteCount, fileBytes)) throw damaged(path, 'it became shorter while it was read')
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof SlicewrightError || (error instanceof Error && 'code' in error)) throw readError(error, path)
    throw damaged(path, error instanceof Error ? error.message : String(error))
  }
}

async function bytesOf(file: FileHandle, byteCount: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(byteCount)
  let filled = 0
  while (filled < byteCount) {
    const { bytesRead } = await file.read(buffer, filled, byteCount - filled, filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

function damaged(path: string, why: string): SlicewrightError {
  return new SlicewrightError(
    'FILE_UNREADABLE',
    `The DICOM header of ${path} is damaged: ${why}. Copy or export it again.`,
    { details: { path } },
  )
}
