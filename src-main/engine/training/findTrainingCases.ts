import { SlicewrightError } from '../../domain/errors'
import type { LabelMapping } from '../../domain/labels/labelMapping'
import { SeededRandom } from '../../domain/random/SeededRandom'
import { readFolder } from '../../io/datasets/niftiFiles'
import { pairFolders } from '../../io/datasets/pairFiles'
import { pairedCases } from '../../io/datasets/pairedCases'
import type { DatasetProblem, ListedCase } from '../../io/datasets/DatasetListing'
import { readLabelMap } from '../../io/formats/readLabelMap'
import { readVolume } from '../../io/formats/readVolume'
import type { TrainingCase } from './TrainingCase'

/**
 * The labelled cases of a folder of images and one of label maps, in the order of their ids; opens none of them.
 *
 * @returns the cases, and the files that have no partner
 * @throws SlicewrightError NO_CASES, FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function findTrainingCases(options: {
  images: string
  labels: string
  ignoreValue?: number | undefined
  mapping?: LabelMapping | undefined
  signal: AbortSignal
}): Promise<{ cases: TrainingCase[]; problems: DatasetProblem[] }> {
  const { images, labels } = options
  const folders = { images: (await readFolder(images)).niftiFiles, labels: (await readFolder(labels)).niftiFiles }
  const paired = pairFolders({ ...folders, suffixes: { imageSuffix: null, labelSuffix: null } })
  const listed = pairedCases({
    pairs: paired.pairs.map((pair) => ({
      ...pair,
      name: pair.key,
      patientId: null,
      splitHint: null,
      isUnlabelledByDesign: false,
    })),
    isUnlabelledAllowed: false,
  })
  const problems = [...paired.problems, ...listed.problems]
  const cases = listed.cases.flatMap((each) => caseOf(each, options) ?? [])
  if (cases.length === 0)
    throw new SlicewrightError(
      'NO_CASES',
      `No image in ${images} has a label map of its name in ${labels} (${folders.images.length} and ${folders.labels.length} NIfTI files). Name both files after their case.`,
      { details: { images, labels, problems } },
    )
  return { cases, problems }
}

/**
 * Sets some cases aside for validation, drawn by the seed.
 *
 * @throws SlicewrightError NO_CASES if there are fewer than two
 */
export function splitOffValidation<Case extends { readonly caseId: string }>(options: {
  cases: readonly Case[]
  fraction: number
  seed: number
}): { trainingCases: Case[]; validationCases: Case[] } {
  const { cases, fraction, seed } = options
  if (cases.length < 2)
    throw new SlicewrightError(
      'NO_CASES',
      `There is ${cases.length} labelled case; at least two are needed, one to train on and one to choose the best weights by.`,
      { details: { caseIds: cases.map(({ caseId }) => caseId) } },
    )
  const byId = (a: Case, b: Case) => (a.caseId < b.caseId ? -1 : 1)
  const drawn = SeededRandom.for(seed, 'validation').shuffled([...cases].sort(byId))
  const count = Math.min(cases.length - 1, Math.max(1, Math.round(fraction * cases.length)))
  return { validationCases: drawn.slice(0, count).sort(byId), trainingCases: drawn.slice(count).sort(byId) }
}

function caseOf(
  { caseId, imagePath, imageFiles, labelPath }: ListedCase,
  { ignoreValue, mapping, signal }: Parameters<typeof findTrainingCases>[0],
): TrainingCase | null {
  if (labelPath === null) return null
  return {
    caseId,
    loadImage: async () => (await readVolume({ path: imagePath, files: imageFiles, signal })).volume,
    loadLabels: async () =>
      (await readLabelMap({ path: labelPath, expects: 'sparse', ignoreValue, mapping, signal })).labelMap,
  }
}
