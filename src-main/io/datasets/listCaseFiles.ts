import { basename, join } from 'node:path'
import { describedLabels, type DatasetDescription } from './datasetDescription'
import type { DatasetProblem, LayoutListing, ListingOptions } from './DatasetListing'
import { readFolder, type NiftiFile } from './niftiFiles'
import { pairedCases, type PlacedPair } from './pairedCases'
import { pairFilesOfOneFolder } from './pairFiles'

/**
 * Images and labels side by side: `CASE_image.nii.gz` + `CASE_label.nii.gz` in one folder, or in a folder for each patient
 * (`STS_002/CT_image.nii.gz` + `STS_002/CT_mask.nii.gz` is case STS_002_CT of patient STS_002).
 */
export async function listCaseFiles({
  folder,
  description,
  options,
}: {
  folder: string
  description: DatasetDescription | null
  options: ListingOptions
}): Promise<LayoutListing> {
  const pairs: PlacedPair[] = []
  const problems: DatasetProblem[] = []
  const unused: NiftiFile[] = []
  const contents = await readFolder(folder)
  for (const subfolder of [null, ...contents.folders]) {
    const { niftiFiles } = subfolder === null ? contents : await readFolder(join(folder, subfolder))
    const found = pairFilesOfOneFolder({ files: niftiFiles, suffixes: options })
    problems.push(...found.problems)
    unused.push(...found.unused)
    for (const pair of found.pairs) {
      const name = subfolder === null ? pair.key || basename(folder) : [subfolder, pair.key].filter(Boolean).join('_')
      pairs.push({ ...pair, name, patientId: subfolder, splitHint: null, isUnlabelledByDesign: false })
    }
  }
  const found = pairedCases({ pairs, isUnlabelledAllowed: options.isUnlabelledAllowed })
  return {
    layout: 'case-files',
    name: description?.name ?? null,
    ...describedLabels(description ?? {}),
    channelName: description?.modality?.['0'] ?? null,
    cases: found.cases,
    problems: [...problems, ...found.problems],
    notes: notesOn({ unused, isAnyLabelled: pairs.some(({ label }) => label !== null) }),
  }
}

function notesOn({ unused, isAnyLabelled }: { unused: readonly NiftiFile[]; isAnyLabelled: boolean }): string[] {
  const notes: string[] = []
  if (unused.length > 0)
    notes.push(
      `${unused.length} files are not used, for example ${basename(unused[0].path)} (--image-suffix and --label-suffix choose others).`,
    )
  if (!isAnyLabelled)
    notes.push(
      'No file name says that it is a label (_label, _seg, _mask …). --image-suffix and --label-suffix tell them apart.',
    )
  return notes
}
