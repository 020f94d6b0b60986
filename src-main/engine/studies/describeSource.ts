import { stat } from 'node:fs/promises'
import type { ListedCase } from '../../io/datasets/DatasetListing'
import { hashFile } from '../../io/files/hashFile'

/** What a case's files are, before they are opened. */
export interface SourceFiles {
  readonly image: {
    readonly path: string
    readonly sizeBytes: number
    readonly modifiedAtMs: number
    readonly sha256: string
  }
  readonly label: { readonly path: string; readonly sha256: string; readonly sizeBytes: number } | null
}

/** @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE, CANCELLED */
export async function describeSource({ imagePath, labelPath }: ListedCase, signal: AbortSignal): Promise<SourceFiles> {
  const sha256 = await hashFile(imagePath, signal)
  const { size, mtimeMs } = await stat(imagePath)
  const label =
    labelPath === null
      ? null
      : { path: labelPath, sha256: await hashFile(labelPath, signal), sizeBytes: (await stat(labelPath)).size }
  return { image: { path: imagePath, sizeBytes: size, modifiedAtMs: mtimeMs, sha256 }, label }
}
