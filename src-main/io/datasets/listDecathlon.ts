import { existsSync } from 'node:fs'
import { basename, isAbsolute, join, relative } from 'node:path'
import { describedLabels, type DatasetDescription } from './datasetDescription'
import type { DatasetProblem, LayoutListing, ListingOptions } from './DatasetListing'
import { niftiStemOf, type NiftiFile } from './niftiFiles'
import { pairedCases, type PlacedPair } from './pairedCases'

/**
 * Medical Segmentation Decathlon: `dataset.json` lists image and label of every training case, and the test images, which
 * have none (Antonelli et al. 2022). Only what is listed is read.
 */
export function listDecathlon({
  folder,
  description,
  options,
}: {
  folder: string
  description: DatasetDescription
  options: ListingOptions
}): LayoutListing {
  const problems: DatasetProblem[] = []
  const fileOf = (entry: string): NiftiFile => ({ path: join(folder, entry), stem: niftiStemOf(basename(entry)) })
  const place = (image: string, label: string | null): PlacedPair[] => {
    const entries = label === null ? [image] : [image, label]
    if (entries.some((entry) => basename(entry).startsWith('._'))) return []
    const outside = entries.find((entry) => isOutside(folder, entry))
    const present = entries.filter((entry) => existsSync(join(folder, entry)))
    if (outside !== undefined || present.length === 0) {
      problems.push(notFound(folder, outside ?? image))
      return []
    }
    const fileIfPresent = (entry: string | null) => (entry !== null && present.includes(entry) ? fileOf(entry) : null)
    return [
      {
        key: fileOf(image).stem,
        name: fileOf(image).stem,
        image: fileIfPresent(image),
        label: fileIfPresent(label),
        patientId: null,
        splitHint: null,
        isUnlabelledByDesign: label === null,
      },
    ]
  }
  const training = (description.training ?? []).flatMap(({ image, label }) => place(image, label))
  const test = (description.test ?? []).flatMap((entry) => place(typeof entry === 'string' ? entry : entry.image, null))
  const found = pairedCases({ pairs: [...training, ...test], isUnlabelledAllowed: options.isUnlabelledAllowed })
  return {
    layout: 'medical-segmentation-decathlon',
    name: description.name ?? null,
    ...describedLabels(description),
    channelName: description.modality?.[String(options.channel ?? 0)] ?? null,
    cases: found.cases,
    problems: [...problems, ...found.problems],
    notes: [],
  }
}

function isOutside(folder: string, entry: string): boolean {
  return isAbsolute(entry) || relative(folder, join(folder, entry)).startsWith('..')
}

function notFound(folder: string, entry: string): DatasetProblem {
  const path = join(folder, entry)
  return isOutside(folder, entry)
    ? {
        path,
        code: 'FILE_NOT_FOUND',
        message: `dataset.json names ${entry}, which lies outside the data set's folder.`,
      }
    : {
        path,
        code: 'FILE_NOT_FOUND',
        message: `dataset.json lists ${entry}, but neither it nor its label is there. Download it again.`,
      }
}
