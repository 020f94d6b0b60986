import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SlicewrightError } from '../../../domain/errors'
import { listFiles } from '../../files/listFiles'
import { arrangeSlices } from './arrangeSlices'
import { nameOfSeries } from './describeSeries'
import type { ArrangedSeries, DicomSeries } from './DicomSeries'
import { findDicomSeries } from './findDicomSeries'
import { findObstacles } from './findObstacles'

/** Between a folder and the UID of one of its series. */
const SERIES_MARK = '#'

/** A series of a folder that may hold several, as a path that `openDicomFolder` understands. */
export function seriesPath(folder: string, seriesUid: string): string {
  return `${folder}${SERIES_MARK}${seriesUid}`
}

/** Folder and series of `FOLDER#UID`; null where the path is there as it stands, or has no such end. */
export function parseSeriesPath(path: string): { folder: string; seriesUid: string } | null {
  const match = /^(.+)#([0-9.]+)$/.exec(path)
  if (match === null || existsSync(path)) return null
  return { folder: match[1], seriesUid: match[2] }
}

/**
 * The one image series of a folder and all below it, or the one with a given UID.
 * @throws SlicewrightError FORMAT_UNKNOWN where there is no DICOM, BAD_REQUEST where there are several series to choose from,
 *   and as `arrangeSlices`
 */
export async function openDicomFolder(request: {
  folder: string
  seriesUid: string | null
  signal?: AbortSignal | undefined
}): Promise<ArrangedSeries> {
  const { folder, seriesUid, signal } = request
  const { series } = await findDicomSeries({ files: await listFiles(folder), signal })
  const asked = series.filter(({ headers }) => seriesUid === null || headers[0].seriesUid === seriesUid)
  if (asked.length === 0)
    throw new SlicewrightError(
      'FORMAT_UNKNOWN',
      `${folder} is a folder without ${seriesUid === null ? 'DICOM files' : `the DICOM series ${seriesUid}`}. Give an image file, or the folder of one DICOM series.`,
      { details: { path: folder } },
    )
  // Scouts, reports and the like are no choice where there is a volume.
  const volumes = asked.filter((each) => findObstacles(each)[0]?.code !== 'FORMAT_UNSUPPORTED')
  const [chosen, ...others] = volumes.length === 0 ? asked.slice(0, 1) : volumes
  if (others.length > 0) throw severalSeries(folder, volumes)
  return arrangeSlices(chosen)
}

/** The series that is made of these files. */
export async function openDicomFiles(request: {
  folder: string
  files: readonly string[]
  signal?: AbortSignal | undefined
}): Promise<ArrangedSeries> {
  const { folder, files, signal } = request
  const { series, problems, otherFiles } = await findDicomSeries({
    files: files.map((file) => join(folder, file)),
    signal,
  })
  const [problem] = problems
  if (problem !== undefined)
    throw new SlicewrightError(problem.code, problem.message, { details: { path: problem.path } })
  if (series.length !== 1 || otherFiles.length > 0)
    throw new SlicewrightError(
      'CASE_CHANGED',
      `The files in ${folder} are no longer one DICOM series. Put the old files back.`,
      {
        details: { path: folder },
      },
    )
  return arrangeSlices(series[0])
}

function severalSeries(folder: string, series: readonly DicomSeries[]): SlicewrightError {
  const choices = series
    .slice(0, 10)
    .map((each) => `${seriesPath(folder, each.headers[0].seriesUid)}: ${nameOfSeries(each)} in ${each.folder}`)
  return new SlicewrightError(
    'BAD_REQUEST',
    `${folder} holds ${series.length} DICOM series. Choose one:\n  ${choices.join('\n  ')}`,
    { details: { path: folder, series: series.map(({ headers }) => headers[0].seriesUid) } },
  )
}
