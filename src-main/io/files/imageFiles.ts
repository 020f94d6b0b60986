import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hashFile } from './hashFile'

/** An image on the disk: one file, or the files of a series in a folder. */
export interface ImagePlace {
  /** The file, or the folder of `files`. */
  readonly path: string
  /** In the order of their slices, relative to `path`; null where `path` is the file. */
  readonly files: readonly string[] | null
}

/** Every file of an image, in order. */
export function imagePaths({ path, files }: ImagePlace): string[] {
  return files === null ? [path] : files.map((file) => join(path, file))
}

/** Size of all files together and time of the last change; null where one of them is not there. */
export async function statImage(place: ImagePlace): Promise<{ sizeBytes: number; modifiedAtMs: number } | null> {
  const found = await Promise.all(imagePaths(place).map((path) => stat(path).catch(() => null)))
  let [sizeBytes, modifiedAtMs] = [0, 0]
  for (const each of found) {
    if (each === null) return null
    sizeBytes += each.size
    modifiedAtMs = Math.max(modifiedAtMs, each.mtimeMs)
  }
  return { sizeBytes, modifiedAtMs }
}

/**
 * SHA-256 of a file's bytes; of a series, of its files' hashes in order, one to a line. Names do not count: a series that was
 * renamed is still the same.
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE, CANCELLED
 */
export async function hashImage(place: ImagePlace, signal?: AbortSignal): Promise<string> {
  if (place.files === null) return hashFile(place.path, signal)
  const hash = createHash('sha256')
  for (const path of imagePaths(place)) hash.update(`${await hashFile(path, signal)}\n`)
  return hash.digest('hex')
}
