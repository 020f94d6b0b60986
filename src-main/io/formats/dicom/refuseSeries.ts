import { SlicewrightError, type ErrorCode } from '../../../domain/errors'
import { nameFiles, nameOfSeries } from './describeSeries'
import type { DicomSeries } from './DicomSeries'

/** Why a series is no volume that can be read. */
export interface SeriesObstacle {
  readonly code: Extract<ErrorCode, 'SERIES_IRREGULAR' | 'GEOMETRY_SHEARED' | 'GEOMETRY_MISSING' | 'FORMAT_UNSUPPORTED'>
  /** One clause, without a full stop. */
  readonly reason: string
  /** The files that it is about; all of the series where it is about none in particular. */
  readonly files: readonly string[]
  readonly remedy: string
}

/** @throws SlicewrightError of the first obstacle's code, naming the series, every reason and the files */
export function refuseSeries(series: DicomSeries, obstacles: readonly SeriesObstacle[]): never {
  const { folder, headers } = series
  const reasons = obstacles.map(({ reason, files }) =>
    files.length === 0 || files.length === headers.length ? reason : `${reason} (${nameFiles(folder, files)})`,
  )
  const files = obstacles.flatMap((obstacle) => obstacle.files)
  const named = files.length === 0 ? headers.map(({ path }) => path) : [...new Set(files)]
  throw new SlicewrightError(
    obstacles[0].code,
    `${nameOfSeries(series)} in ${folder} is not loaded: ${reasons.join('; ')}. ${obstacles[0].remedy}`,
    {
      details: {
        path: folder,
        seriesUid: headers[0].seriesUid,
        reasons: obstacles.map(({ reason }) => reason),
        files: named,
      },
    },
  )
}
