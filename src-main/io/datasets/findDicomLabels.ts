import { basename, dirname } from 'node:path'
import type { ArrangedSeries, DicomSeries } from '../formats/dicom/DicomSeries'
import { LABEL_FOLDER_NAMES } from './folderParts'
import { niftiStemOf } from './niftiFiles'
import { labelKeyOf } from './pairFiles'

/**
 * NIfTI labels of DICOM series, by the name of the folder that holds the series: `liver_03/*.dcm` goes with `liver_03_label.nii.gz`
 * anywhere, or with `labels/liver_03.nii.gz`. Where a folder holds several series no label is given to any.
 */
export function findDicomLabels({
  files,
  series,
  labelSuffix,
}: {
  files: readonly string[]
  series: readonly ArrangedSeries[]
  labelSuffix: string | null
}): { labelBySeries: Map<DicomSeries, string>; notes: string[] } {
  const byFolderName = Map.groupBy(series, (each) => basename(each.series.folder).toLowerCase())
  const labelBySeries = new Map<DicomSeries, string>()
  const unused: string[] = []
  for (const path of files) {
    const stem = niftiStemOf(basename(path))
    const isInLabelFolder = LABEL_FOLDER_NAMES.includes(basename(dirname(path)).toLowerCase())
    const key = labelKeyOf(stem, labelSuffix) ?? (isInLabelFolder && labelSuffix === null ? stem : null)
    const candidates = key === null ? [] : (byFolderName.get(key.toLowerCase()) ?? [])
    const [only] = candidates
    if (candidates.length !== 1 || labelBySeries.has(only.series)) unused.push(path)
    else labelBySeries.set(only.series, path)
  }
  const notes =
    unused.length === 0
      ? []
      : [
          `${unused.length} NIfTI files beside DICOM series are not used, for example ${basename(unused[0])}: a label is found by the ` +
            'name of the folder that holds the one series it belongs to.',
        ]
  return { labelBySeries, notes }
}
