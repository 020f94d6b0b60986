import { describedLabels, type DatasetDescription } from './datasetDescription'
import type { DatasetProblem, LayoutListing, ListingOptions } from './DatasetListing'
import type { FolderPart } from './folderParts'
import { pairedCases, type PlacedPair } from './pairedCases'
import { pairFolders } from './pairFiles'

/** Loose pairs: a folder of images and a folder of labels, with the same names or names that differ in a usual ending. */
export function listImageAndLabelFolders({
  parts,
  description,
  options,
}: {
  parts: readonly FolderPart[]
  description: DatasetDescription | null
  options: ListingOptions
}): LayoutListing {
  const pairs: PlacedPair[] = []
  const problems: DatasetProblem[] = []
  for (const { images, labels, splitHint } of parts) {
    const found = pairFolders({ images, labels: labels ?? [], suffixes: options })
    problems.push(...found.problems)
    pairs.push(
      ...found.pairs.map((pair) => ({
        ...pair,
        name: pair.key,
        patientId: null,
        splitHint,
        isUnlabelledByDesign: labels === null,
      })),
    )
  }
  const found = pairedCases({ pairs, isUnlabelledAllowed: options.isUnlabelledAllowed })
  return {
    layout: 'image-and-label-folders',
    name: description?.name ?? null,
    ...describedLabels(description ?? {}),
    channelName: description?.modality?.['0'] ?? null,
    cases: found.cases,
    problems: [...problems, ...found.problems],
    notes: [],
  }
}
