import { stat } from 'node:fs/promises'
import type { ListedCase } from '../../io/datasets/DatasetListing'
import { SlicewrightError } from '../../domain/errors'
import { hashFile } from '../../io/files/hashFile'
import { hashImage, statImage } from '../../io/files/imageFiles'

/** What a case's files are, before they are opened. */
export interface SourceFiles {
  readonly image: {
    readonly path: string
    /** The files of a series, relative to `path`; null where `path` is the file. */
    readonly files: readonly string[] | null
    readonly sizeBytes: number
    readonly modifiedAtMs: number
    readonly sha256: string
  }
  readonly label: { readonly path: string; readonly sha256: string; readonly sizeBytes: number } | null
}

/** @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE, CANCELLED */
export async function describeSource(
  { imagePath, imageFiles, labelPath }: ListedCase,
  signal: AbortSignal,
): Promise<SourceFiles> {
  const place = { path: imagePath, files: imageFiles }
  const sha256 = await hashImage(place, signal)
  const found = await statImage(place)
  if (found === null) throw new SlicewrightError('FILE_NOT_FOUND', `A file of ${imagePath} went while it was read.`)
  const label =
    labelPath === null
      ? null
      : { path: labelPath, sha256: await hashFile(labelPath, signal), sizeBytes: (await stat(labelPath)).size }
  return { image: { ...place, ...found, sha256 }, label }
}
