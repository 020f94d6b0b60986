import { sep } from 'node:path'
import { z } from 'zod'
import { formats } from '../../catalog/formats'
import type { InspectedVolume, Inspection, Problem } from '../../contract/studies'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import { anatomicalAxes, slicePlaneOf } from '../../domain/volume/orientation'
import { sliceLayout, type SliceAxis } from '../../domain/volume/slices'
import { sliceAxisWarnings } from '../../domain/volume/volumeWarnings'
import { isFolder, listFiles } from '../../io/files/listFiles'
import { arrangeSlices } from '../../io/formats/dicom/arrangeSlices'
import type { DicomSeries } from '../../io/formats/dicom/DicomSeries'
import { findDicomSeries } from '../../io/formats/dicom/findDicomSeries'
import { seriesPath } from '../../io/formats/dicom/openDicomFolder'
import { readSeriesVolume, readVolume } from '../../io/formats/readVolume'
import type { JobContext } from '../jobs/JobRunner'
import { wireErrorOf } from '../jobs/wireErrorOf'

/** Files that stand beside volumes and are none. */
const SIDE_FILES = /\.(json|txt|md|csv|tsv|xml|pdf|png|jpe?g|bval|bvec)$|(^|\/)(LICENSE|LICENCE|README|CHANGES)$/i

/** Never DICOM, and large: not worth a look for it. */
const NIFTI_FILES = /\.nii(?:\.gz)?$/i

interface InspectRequest extends Pick<JobContext, 'signal' | 'report'> {
  readonly path: string
  readonly channel?: number | undefined
  readonly axis: SliceAxis
}

/**
 * Reads one file, or every file below a folder, and says what is there; DICOM files are gathered into series first. Of a folder,
 * what cannot be read is listed.
 * @throws SlicewrightError of a single file as `readVolume`; FOLDER_EMPTY, CANCELLED
 */
export async function inspectPath(request: InspectRequest): Promise<Inspection> {
  const { path, signal, report } = request
  if (!(await isFolder(path))) return { volumes: [await inspectFile({ ...request, file: path })], problems: [] }
  const files = (await listFiles(path)).filter((file) => !SIDE_FILES.test(file))
  if (files.length === 0) throw folderEmpty(path)
  const dicom = await findDicomSeries({
    files: files.filter((file) => !NIFTI_FILES.test(file)),
    signal,
    report: (done, total) => report({ stage: 'reading headers', done, total, unit: 'files' }),
  })
  const isOther = new Set(dicom.otherFiles)
  const others = files.filter((file) => NIFTI_FILES.test(file) || isOther.has(file))
  const works = [
    ...dicom.series.map((series) => ({
      at: series.folder,
      inspect: () => inspectSeries(request, series, dicom.series),
    })),
    ...others.map((file) => ({ at: file, inspect: () => inspectFile({ ...request, file }) })),
  ]
  const volumes: InspectedVolume[] = []
  const problems: Problem[] = [...dicom.problems]
  for (const [done, { at, inspect }] of works.entries()) {
    throwIfCancelled(signal, `Inspecting ${path}`)
    report({ stage: 'inspecting', done, total: works.length, unit: 'images' })
    try {
      volumes.push(await inspect())
    } catch (error) {
      const { code, message, details } = wireErrorOf(error)
      if (code === 'CANCELLED') throw error
      const about = z.array(z.string()).safeParse(details['files'])
      problems.push({ path: at, code, message, ...(about.success ? { files: about.data } : {}) })
    }
  }
  report({ stage: 'inspecting', done: works.length, total: works.length, unit: 'images' })
  return { volumes, problems }
}

async function inspectFile(request: InspectRequest & { file: string }): Promise<InspectedVolume> {
  const { file, channel, signal } = request
  return describe(request, await readVolume({ path: file, channel, signal }), null)
}

async function inspectSeries(
  request: InspectRequest,
  series: DicomSeries,
  all: readonly DicomSeries[],
): Promise<InspectedVolume> {
  const { signal } = request
  const { folder, headers } = series
  const [{ seriesUid, seriesNumber, seriesDescription }] = headers
  const arranged = arrangeSlices(series)
  const isAlone = all.every((each) => each === series || !`${each.folder}${sep}`.startsWith(`${folder}${sep}`))
  const path = isAlone ? folder : seriesPath(folder, seriesUid)
  return describe(request, await readSeriesVolume({ path, arranged, signal }), {
    seriesUid,
    seriesNumber,
    description: seriesDescription,
    folder,
    fileCount: headers.length,
  })
}

function describe(
  { channel, axis }: InspectRequest,
  { volume, facts, warnings }: Awaited<ReturnType<typeof readVolume>>,
  series: InspectedVolume['series'],
): InspectedVolume {
  const { geometry } = volume
  const { plane, tiltDegrees } = slicePlaneOf({ geometry, axis })
  return {
    path: facts.path,
    format: facts.format,
    size: [...geometry.size],
    spacingMm: [...geometry.spacingMm],
    originMm: [...geometry.originMm],
    direction: [...geometry.direction],
    dtype: facts.dtype,
    channelCount: facts.channelCount,
    channel: channel ?? 0,
    valueRange: facts.valueRange === null ? null : [...facts.valueRange],
    orientation: anatomicalAxes(geometry).codes,
    axis,
    sliceCount: sliceLayout(geometry.size, axis).sliceCount,
    plane,
    planeTiltDegrees: tiltDegrees,
    modality: facts.modality,
    storedWindows: [...facts.storedWindows],
    series,
    warnings: [...warnings, ...sliceAxisWarnings(geometry, axis)],
  }
}

function folderEmpty(path: string): SlicewrightError {
  const readable = formats.entries.filter(({ reader }) => 'read' in reader).flatMap(({ extensions }) => extensions)
  return new SlicewrightError(
    'FOLDER_EMPTY',
    `There is no image file in ${path} or below it. Readable files end in ${readable.join(' or ')}.`,
    { details: { path } },
  )
}
