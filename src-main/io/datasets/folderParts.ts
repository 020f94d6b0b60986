import { join } from 'node:path'
import type { SplitHint } from '../../domain/cases/caseRecord'
import { readFolder, type NiftiFile } from './niftiFiles'

/** A folder of images with its folder of labels. */
export interface FolderPart {
  readonly images: readonly NiftiFile[]
  /** Null where there is no label folder, so that nobody expects labels. */
  readonly labels: readonly NiftiFile[] | null
  readonly splitHint: SplitHint | null
}

/** Names that image and label folders go by, compared in lower case. */
const PLAIN_NAMES = {
  images: ['images', 'image', 'imgs', 'img', 'volumes'],
  labels: ['labels', 'label', 'masks', 'mask', 'segmentations', 'segmentation', 'annotations'],
}

/** In lower case: files in such a folder are labels, whatever they are called. */
export const LABEL_FOLDER_NAMES: readonly string[] = [...PLAIN_NAMES.labels, 'labelstr', 'labelsts']

/** `imagesTr` + `labelsTr` and `imagesTs` + `labelsTs`. Only where the test images have labels does the split mean something. */
export async function readTrainingAndTestFolders(folder: string): Promise<FolderPart[]> {
  const training = await readPart(folder, ['imagestr'], ['labelstr'], null)
  const test = await readPart(folder, ['imagests'], ['labelsts'], 'test')
  const isSplit = test?.labels !== null && test?.labels !== undefined && test.labels.length > 0
  return [
    ...(training === null ? [] : [{ ...training, splitHint: isSplit ? ('train' as const) : null }]),
    ...(test === null ? [] : [test]),
  ]
}

/** `images` + `labels`, by any of their usual names; empty where the folder has no such subfolder. */
export async function readPlainFolders(folder: string): Promise<FolderPart[]> {
  const part = await readPart(folder, PLAIN_NAMES.images, PLAIN_NAMES.labels, null)
  return part === null ? [] : [part]
}

async function readPart(
  folder: string,
  imageNames: readonly string[],
  labelNames: readonly string[],
  splitHint: SplitHint | null,
): Promise<FolderPart | null> {
  const { folders } = await readFolder(folder)
  const named = (names: readonly string[]) => folders.find((name) => names.includes(name.toLowerCase()))
  const [images, labels] = [named(imageNames), named(labelNames)]
  if (images === undefined) return null
  return {
    images: (await readFolder(join(folder, images))).niftiFiles,
    labels: labels === undefined ? null : (await readFolder(join(folder, labels))).niftiFiles,
    splitHint,
  }
}
