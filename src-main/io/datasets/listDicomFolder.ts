import { relative, sep } from 'node:path'
import { SlicewrightError } from '../../domain/errors'
import { listFiles } from '../files/listFiles'
import { arrangeSlices } from '../formats/dicom/arrangeSlices'
import type { ArrangedSeries, DicomSeries } from '../formats/dicom/DicomSeries'
import { findDicomSeries } from '../formats/dicom/findDicomSeries'
import { nonImageKindOf } from '../formats/dicom/sopClasses'
import { nameOfSeries } from '../formats/dicom/describeSeries'
import type { DatasetProblem, LayoutListing, ListedCase, ListingProgress } from './DatasetListing'
import { dicomCaseId } from './dicomCaseId'
import { findDicomLabels } from './findDicomLabels'

const NIFTI = /\.nii(?:\.gz)?$/i

/**
 * A folder with DICOM files anywhere below it: one case for each image series whose slices make a regular grid. Headers are read,
 * pixels are not.
 * @returns null where there is no DICOM file
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE, CANCELLED
 */
export async function listDicomFolder({
  folder,
  labelSuffix,
  progress,
}: {
  folder: string
  labelSuffix: string | null
  progress: ListingProgress
}): Promise<LayoutListing | null> {
  const files = await listFiles(folder)
  const found = await findDicomSeries({
    files: files.filter((path) => !NIFTI.test(path)),
    signal: progress.signal,
    report: progress.report && ((done, total) => progress.report?.({ stage: 'headers', done, total, unit: 'files' })),
  })
  if (found.series.length === 0 && found.problems.length === 0) return null
  const arranged: ArrangedSeries[] = []
  const problems: DatasetProblem[] = [...found.problems]
  const notes: string[] = []
  for (const series of found.series) {
    const kind = nonImageKindOf(series.headers[0].sopClassUid)
    if (kind !== null) {
      notes.push(`${nameOfSeries(series)} in ${series.folder} is ${kind}, and is not used.`)
      continue
    }
    try {
      arranged.push(arrangeSlices(series))
    } catch (error) {
      if (!(error instanceof SlicewrightError)) throw error
      problems.push(problemOf(series, error))
    }
  }
  if (found.otherFiles.length > 0)
    notes.push(
      `${found.otherFiles.length} files are no DICOM and are not used, for example ${relative(folder, found.otherFiles[0])}.`,
    )
  const labels = findDicomLabels({ files: files.filter((path) => NIFTI.test(path)), series: arranged, labelSuffix })
  return {
    layout: 'dicom',
    name: null,
    classNames: {},
    allowedLabels: null,
    ignoreValue: null,
    channelName: null,
    cases: arranged.map((each) => caseOf(each, labels.labelBySeries.get(each.series) ?? null)),
    problems,
    notes: [...notes, ...labels.notes],
  }
}

function caseOf({ series, slices }: ArrangedSeries, labelPath: string | null): ListedCase {
  const [{ header }] = slices
  const caseId = dicomCaseId(header)
  return {
    caseId,
    patientId: header.patientPseudonym,
    imagePath: series.folder,
    imageFiles: [...new Set(slices.map((slice) => relative(series.folder, slice.header.path).split(sep).join('/')))],
    labelPath,
    splitHint: null,
    warnings: labelPath === null ? [{ code: 'UNLABELLED', message: `Case ${caseId} has no label.` }] : [],
  }
}

function problemOf({ folder, headers }: DicomSeries, { code, message }: SlicewrightError): DatasetProblem {
  return { path: folder, code, message, files: headers.map(({ path }) => path) }
}
