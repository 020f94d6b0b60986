import { relative } from 'node:path'
import type { DicomSeries } from './DicomSeries'

const NAMED_FILES = 5

/** What a user knows a series by: `Series 4 "t2_tse_tra" (MR, 19 files)`. */
export function nameOfSeries({ headers }: DicomSeries): string {
  const { seriesNumber, seriesDescription, modality } = headers[0]
  const number = seriesNumber === null ? '' : ` ${seriesNumber}`
  const description = seriesDescription === null ? '' : ` "${seriesDescription}"`
  const what = modality === null ? '' : `${modality}, `
  return `Series${number}${description} (${what}${headers.length} ${headers.length === 1 ? 'file' : 'files'})`
}

/** The first few of some files, seen from the folder of their series. */
export function nameFiles(folder: string, paths: readonly string[]): string {
  const names = paths.slice(0, NAMED_FILES).map((path) => relative(folder, path) || path)
  const rest = paths.length - names.length
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ')
}
