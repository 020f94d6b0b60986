import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { SlicewrightError } from '../../domain/errors'
import { readDatasetDescription, type DatasetDescription } from './datasetDescription'
import type {
  DatasetListing,
  DatasetProblem,
  LayoutListing,
  ListedCase,
  ListingOptions,
  ListingProgress,
} from './DatasetListing'
import { readPlainFolders, readTrainingAndTestFolders } from './folderParts'
import { listCaseFiles } from './listCaseFiles'
import { listDicomFolder } from './listDicomFolder'
import { listDecathlon } from './listDecathlon'
import { listImageAndLabelFolders } from './listImageAndLabelFolders'
import { listNnunetRaw } from './listNnunetRaw'
import { readFolder } from './niftiFiles'
import { identifyCase } from './identifyCase'
import { readSplitFile, type SplitFile } from './splitFile'

/**
 * Recognises the layout of a folder and lists its cases; opens no image.
 * @throws SlicewrightError FOLDER_EMPTY if there is no NIfTI file in any layout known and no DICOM file, FILE_NOT_FOUND, FILE_UNREADABLE,
 *   CHANNEL_REQUIRED, FORMAT_UNSUPPORTED, BAD_REQUEST
 */
export async function listDataset({
  folder,
  options,
  progress = {},
}: {
  folder: string
  options: ListingOptions
  progress?: ListingProgress
}): Promise<DatasetListing> {
  await readFolder(folder)
  const description = await readDatasetDescription(folder)
  const found = await listLayout(folder, description, options, progress)
  if (found.cases.length === 0 && found.problems.length === 0) throw await nothingFound(folder)
  const unique = withoutDoubleIds(found.cases)
  const split = withSplit(unique.cases, await readSplitFile(folder))
  return {
    ...found,
    name: found.name ?? basename(folder),
    cases: split.cases,
    problems: [...found.problems, ...unique.problems],
    notes: [...found.notes, ...split.notes],
  }
}

async function listLayout(
  folder: string,
  description: DatasetDescription | null,
  options: ListingOptions,
  progress: ListingProgress,
): Promise<LayoutListing> {
  if (description !== null && isNnunetRaw(folder, description)) return listNnunetRaw({ folder, description, options })
  if (description?.training !== undefined) return listDecathlon({ folder, description, options })
  const split = await readTrainingAndTestFolders(folder)
  const parts = split.length > 0 ? split : await readPlainFolders(folder)
  if (parts.some(({ images }) => images.length > 0)) return listImageAndLabelFolders({ parts, description, options })
  return withDicom(await listCaseFiles({ folder, description, options }), folder, options, progress)
}

/** NIfTI files side by side and DICOM series may share a folder: both become cases. */
async function withDicom(
  listing: LayoutListing,
  folder: string,
  { labelSuffix }: ListingOptions,
  progress: ListingProgress,
): Promise<LayoutListing> {
  const dicom = await listDicomFolder({ folder, labelSuffix, progress })
  if (dicom === null) return listing
  if (listing.cases.length === 0) return dicom
  return {
    ...listing,
    cases: [...listing.cases, ...dicom.cases],
    problems: [...listing.problems, ...dicom.problems],
    notes: [...listing.notes, ...dicom.notes],
  }
}

/** nnU-Net's first version wrote the Decathlon's dataset.json, but its files carry a channel that the list leaves out. */
function isNnunetRaw(folder: string, description: DatasetDescription): boolean {
  if (description.channel_names !== undefined) return true
  const image = description.training?.find(({ image: entry }) => !basename(entry).startsWith('._'))?.image
  if (image === undefined || existsSync(join(folder, image))) return false
  return existsSync(join(folder, image.replace(/(\.nii(?:\.gz)?)$/i, '_0000$1')))
}

/** Ids that differ in case only would share a file name on some systems. The first keeps the id, the others are problems. */
function withoutDoubleIds(cases: readonly ListedCase[]): { cases: ListedCase[]; problems: DatasetProblem[] } {
  const firstById = new Map<string, ListedCase>()
  const problems: DatasetProblem[] = []
  for (const each of cases) {
    const id = each.caseId.toLowerCase()
    const first = firstById.get(id)
    if (first === undefined) firstById.set(id, each)
    else
      problems.push({
        path: each.imagePath,
        code: 'CASE_PAIRING',
        message: `The case id ${each.caseId} is taken by ${first.imagePath}. ${each.imageFiles === null ? 'Rename one of the two files.' : 'Both hold the same series: remove one of the two.'}`,
      })
  }
  return { cases: [...firstById.values()], problems }
}

function withSplit(cases: readonly ListedCase[], split: SplitFile | null): { cases: ListedCase[]; notes: string[] } {
  if (split === null) return { cases: [...cases], notes: [] }
  const known = new Set(cases.map(({ caseId }) => caseId))
  const strangers = [...split.entries.keys()].filter((caseId) => !known.has(caseId))
  return {
    cases: cases.map((each) => {
      const entry = split.entries.get(each.caseId)
      if (entry === undefined) return each
      const patientId = entry.patientId === null ? each.patientId : identifyCase(each.caseId, entry.patientId).patientId
      const splitHint = each.labelPath === null ? null : (entry.splitHint ?? each.splitHint)
      return { ...each, splitHint, patientId }
    }),
    notes:
      strangers.length === 0
        ? []
        : [`${split.path} names ${strangers.length} cases that are not here: ${strangers.slice(0, 10).join(', ')}.`],
  }
}

async function nothingFound(folder: string): Promise<SlicewrightError> {
  const { otherFiles, folders } = await readFolder(folder)
  const endings = [...new Set(otherFiles.map((name) => name.replace(/^[^.]*/, '') || name))].slice(0, 5)
  const what = otherFiles.length === 0 ? '' : ` It has ${otherFiles.length} other files (${endings.join(', ')}).`
  return new SlicewrightError(
    'FOLDER_EMPTY',
    `${folder} has no NIfTI files (.nii, .nii.gz) where they were looked for: beside a dataset.json, in images/ and labels/, ` +
      `side by side, or in a folder for each case; and no DICOM files in it or below it.${what} Give the folder that holds the data set.`,
    { details: { folder, otherFileCount: otherFiles.length, folders } },
  )
}
