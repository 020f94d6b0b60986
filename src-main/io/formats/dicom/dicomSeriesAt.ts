import { isFolder } from '../../files/listFiles'
import type { ArrangedSeries } from './DicomSeries'
import { openDicomFiles, openDicomFolder, parseSeriesPath } from './openDicomFolder'

/** Where a volume is: a file, a folder with one DICOM series, `FOLDER#UID`, or chosen files of a folder. */
export interface VolumePlace {
  readonly path: string
  /** The files of a DICOM series, relative to `path`; left out or null where `path` says all. */
  readonly files?: readonly string[] | null | undefined
}

/**
 * The DICOM series that a place means; null where it is a file, of whatever format.
 * @throws SlicewrightError as `openDicomFolder`
 */
export async function dicomSeriesAt({
  path,
  files,
  signal,
}: VolumePlace & { signal?: AbortSignal | undefined }): Promise<ArrangedSeries | null> {
  if (files !== undefined && files !== null) return openDicomFiles({ folder: path, files, signal })
  const named = parseSeriesPath(path)
  if (named !== null) return openDicomFolder({ ...named, signal })
  if (await isFolder(path)) return openDicomFolder({ folder: path, seriesUid: null, signal })
  return null
}
