import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { MINIMUM_CASE_COUNT } from '../../../src-main/domain/statistics/comparePaired'

/** A volume that is dense in truth. */
export interface StudyCase {
  readonly caseId: string
  readonly labelPath: string
  /** null where the set has label maps alone: methods that look at intensities, or learn, cannot take part. */
  readonly imagePath: string | null
}

/** `tuning`: what parameters and defaults may be chosen on; `reporting`: what the goals are judged on; `shown`: sets too small to decide. */
export const STUDY_HALVES = ['tuning', 'reporting', 'shown'] as const
export type StudyHalf = (typeof STUDY_HALVES)[number]

/** Cases of a data set that a method is measured on, and that a learned method learns from. */
export interface StudyCohort {
  readonly set: string
  readonly half: StudyHalf
  /** By case id. */
  readonly cases: readonly StudyCase[]
}

interface SetDefinition {
  readonly set: string
  readonly folder: string
  /** A label map's path within the folder. */
  readonly label: RegExp
  /** What `label` matched → the image's path and the case id, in the words of `String.replace`. */
  readonly image: string | null
  readonly caseId: string
}

/** Real volumes with dense label maps in the shared data (its SOURCES.md says what they are and who may use them). */
const SETS: readonly SetDefinition[] = [
  {
    set: 'hippocampus',
    folder: 'hippocampus',
    label: /^labels\/(.+)\.nii\.gz$/,
    image: 'images/$1.nii.gz',
    caseId: '$1',
  },
  {
    set: 'ibsi_sts',
    folder: 'ibsi_sts/nifti',
    label: /^(.+)\/(.+)_mask\.nii\.gz$/,
    image: '$1/$2_image.nii.gz',
    caseId: '$1_$2',
  },
  {
    set: 'acdc',
    folder: 'acdc_cardiac_scribble',
    label: /^(.+)_label\.nii\.gz$/,
    image: '$1_image.nii.gz',
    caseId: '$1',
  },
  {
    set: 'brats2013',
    folder: 'brats2013_tumour',
    label: /^(.+)\/OTMultiClass\.nii\.gz$/,
    image: '$1/Flair_subtrMeanDivStd.nii.gz',
    caseId: '$1',
  },
  {
    set: 'isles22',
    folder: 'isles22_stroke',
    label: /^(.+)_msk\.nii\.gz$/,
    image: '$1_dwi.nii.gz',
    caseId: '$1',
  },
  {
    set: 'msd_spleen2',
    folder: 'msd_spleen2_crop',
    label: /^(.+)_seg-manual\.nii\.gz$/,
    image: '$1.nii.gz',
    caseId: '$1',
  },
  {
    set: 'ibsi_ct_phantom',
    folder: 'ibsi_ct_phantom',
    label: /^mask\.nii\.gz$/,
    image: 'image.nii.gz',
    caseId: 'ibsi_ct_phantom',
  },
  {
    set: 'prostatex',
    folder: 'prostatex_0000/nifti',
    label: /^(.+)_lab\.nii\.gz$/,
    image: '$1.nii.gz',
    caseId: '$1',
  },
  {
    set: 'pyradiomics_brain1',
    folder: 'pyradiomics_nrrd',
    label: /^brain1_label\.nrrd$/,
    image: 'brain1_image.nrrd',
    caseId: 'brain1',
  },
  {
    set: 'totalsegmentator_mr',
    folder: 'totalsegmentator_examples',
    label: /^(mr_sm)_seg\.nii\.gz$/,
    image: '$1.nii.gz',
    caseId: '$1',
  },
]

export const STUDY_SET_IDS: readonly string[] = SETS.map(({ set }) => set)

/**
 * The sets that are there, cut into halves: sorted by case id, cases at even positions (0, 2 …) are for tuning and those at odd ones for
 * reporting. Sets with fewer than MINIMUM_CASE_COUNT cases decide nothing and stay whole.
 * @param limit cases of each half, the first ones
 */
export function studyCohorts({ dataFolder, limit }: { dataFolder: string; limit: number }): StudyCohort[] {
  return SETS.filter(({ folder }) => existsSync(join(dataFolder, folder))).flatMap((definition): StudyCohort[] => {
    const { set } = definition
    const cases = casesOf(dataFolder, definition)
    const cohort = (half: StudyHalf, chosen: readonly StudyCase[]) => ({ set, half, cases: chosen.slice(0, limit) })
    if (cases.length < MINIMUM_CASE_COUNT) return [cohort('shown', cases)]
    return [
      cohort(
        'tuning',
        cases.filter((_, position) => position % 2 === 0),
      ),
      cohort(
        'reporting',
        cases.filter((_, position) => position % 2 === 1),
      ),
    ]
  })
}

function casesOf(dataFolder: string, { folder, label, image, caseId }: SetDefinition): StudyCase[] {
  const root = join(dataFolder, folder)
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => label.test(name))
    .map((name) => ({
      caseId: name.replace(label, caseId),
      labelPath: join(root, name),
      imagePath: image === null ? null : join(root, name.replace(label, image)),
    }))
    .sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
}
