import { existsSync, readdirSync } from 'node:fs'
import type { QualityCase } from '../../src-main/engine/propagation/measureQuality'
import { readLabelMap } from '../../src-main/io/formats/readLabelMap'
import { sharedDataPath } from '../support/sharedDataPath'

/** Dense label maps of the shared data: a set's folder, which of its files are label maps, and how many are taken. */
const SETS: readonly { dataset: string; folder: string; isLabelMap: RegExp; limit?: number }[] = [
  { dataset: 'hippocampus', folder: 'hippocampus/labels', isLabelMap: /\.nii\.gz$/, limit: 40 },
  { dataset: 'ibsi_sts', folder: 'ibsi_sts/nifti', isLabelMap: /_mask\.nii\.gz$/ },
  { dataset: 'acdc', folder: 'acdc_cardiac_scribble', isLabelMap: /_label\.nii\.gz$/ },
  { dataset: 'brats2013', folder: 'brats2013_tumour', isLabelMap: /OTMultiClass\.nii\.gz$/ },
  { dataset: 'isles22', folder: 'isles22_stroke', isLabelMap: /_msk\.nii\.gz$/ },
  { dataset: 'msd_spleen2', folder: 'msd_spleen2_crop', isLabelMap: /seg-manual\.nii\.gz$/ },
  { dataset: 'prostatex', folder: 'prostatex_0000/nifti', isLabelMap: /label\.nii\.gz$/ },
  { dataset: 'ibsi_ct_phantom', folder: 'ibsi_ct_phantom', isLabelMap: /mask\.nii\.gz$/ },
]

export interface StudySet {
  readonly dataset: string
  readonly cases: readonly QualityCase[]
}

/** The sets that are there, each with its cases in the order of their names. */
export function studyCases(): StudySet[] {
  return SETS.filter(({ folder }) => existsSync(sharedDataPath(folder))).map(
    ({ dataset, folder, isLabelMap, limit }) => {
      const files = readdirSync(sharedDataPath(folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
        isLabelMap.test(name),
      )
      const cases = files
        .sort()
        .slice(0, limit)
        .map((name) => ({
          dataset,
          caseId: name,
          loadLabels: async () =>
            (await readLabelMap({ path: sharedDataPath(folder, name), expects: 'dense' })).labelMap,
        }))
      return { dataset, cases }
    },
  )
}
