import type { ErrorCode } from '../../../domain/errors'
import { SlicewrightError, throwIfCancelled } from '../../../domain/errors'
import type { DicomHeader } from './DicomHeader'
import type { DicomSeries } from './DicomSeries'
import { groupSeries } from './groupSeries'
import { readDicomHeader } from './readDicomHeader'
import { MEDIA_DIRECTORY } from './sopClasses'

/** Enough to keep a disk busy, far below what a system lets one program open. */
const FILES_OPEN_AT_ONCE = 16

export interface FoundDicom {
  readonly series: readonly DicomSeries[]
  /** DICOM files whose header cannot be read. */
  readonly problems: readonly { readonly path: string; readonly code: ErrorCode; readonly message: string }[]
  /** Files that are no DICOM, in the order given. */
  readonly otherFiles: readonly string[]
  /** DICOMDIR files: they list what the other files say themselves. */
  readonly directories: readonly string[]
}

/**
 * Reads the headers of files, as many at once as is good for a disk, and groups them into series.
 * @param report how many files have been looked at
 * @throws SlicewrightError CANCELLED
 */
export async function findDicomSeries({
  files,
  signal,
  report,
}: {
  files: readonly string[]
  signal?: AbortSignal | undefined
  report?: ((done: number, total: number) => void) | undefined
}): Promise<FoundDicom> {
  const found: (DicomHeader | SlicewrightError | null)[] = new Array<null>(files.length).fill(null)
  let [next, done] = [0, 0]
  const work = async () => {
    while (next < files.length) {
      throwIfCancelled(signal, 'Reading DICOM headers')
      const at = next++
      found[at] = await readDicomHeader(files[at]).catch((error: unknown) => {
        if (error instanceof SlicewrightError) return error
        throw error
      })
      report?.(++done, files.length)
    }
  }
  await Promise.all(Array.from({ length: FILES_OPEN_AT_ONCE }, work))

  const headers: DicomHeader[] = []
  const problems: { path: string; code: ErrorCode; message: string }[] = []
  const [otherFiles, directories]: [string[], string[]] = [[], []]
  for (const [at, each] of found.entries()) {
    const path = files[at]
    if (each === null) otherFiles.push(path)
    else if (each instanceof SlicewrightError) problems.push({ path, code: each.code, message: each.message })
    else if (each.sopClassUid === MEDIA_DIRECTORY) directories.push(path)
    else headers.push(each)
  }
  return { series: groupSeries(headers), problems, otherFiles, directories }
}
