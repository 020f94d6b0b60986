import { basename, dirname, join } from 'node:path'
import { SlicewrightError } from '../../domain/errors'
import type { DatasetListing, DatasetProblem, ListedCase, ListingOptions } from '../../io/datasets/DatasetListing'
import { identifyCase } from '../../io/datasets/identifyCase'
import { listDataset } from '../../io/datasets/listDataset'
import { niftiStemOf } from '../../io/datasets/niftiFiles'
import { isFile } from '../../io/files/listFiles'
import { assertPathsAllowed } from '../files/allowedPaths'
import type { JobContext } from '../jobs/JobRunner'

/**
 * What an import of a folder, or of one image file, would take; no image is opened. A folder may hold links: cases whose files lie outside
 * of `roots` are problems.
 * @throws SlicewrightError as `listDataset`
 */
export async function listSource({
  path,
  options,
  roots,
  job,
}: {
  path: string
  options: ListingOptions
  roots: readonly string[] | null
  job: Pick<JobContext, 'signal' | 'report'>
}): Promise<DatasetListing> {
  const listing = (await isFile(path)) ? ofFile(path) : await listDataset({ folder: path, options, progress: job })
  if (roots === null) return listing
  const cases: ListedCase[] = []
  const problems: DatasetProblem[] = [...listing.problems]
  for (const each of listing.cases) {
    const problem = await outsideOf(roots, each)
    if (problem === null) cases.push(each)
    else problems.push(problem)
  }
  return { ...listing, cases, problems }
}

/** One image without a label map, in a data set that bears its folder's name. */
function ofFile(path: string): DatasetListing {
  const { caseId, patientId, warnings } = identifyCase(niftiStemOf(basename(path)))
  return {
    layout: 'case-files',
    name: basename(dirname(path)) || 'files',
    classNames: {},
    allowedLabels: null,
    ignoreValue: null,
    channelName: null,
    cases: [{ caseId, patientId, imagePath: path, imageFiles: null, labelPath: null, splitHint: null, warnings }],
    problems: [],
    notes: [],
  }
}

async function outsideOf(roots: readonly string[], listed: ListedCase): Promise<DatasetProblem | null> {
  const { imagePath, imageFiles, labelPath } = listed
  const paths = [imagePath, ...(imageFiles ?? []).map((file) => join(imagePath, file)), labelPath ?? imagePath]
  try {
    await assertPathsAllowed({ paths, roots })
    return null
  } catch (error) {
    if (!(error instanceof SlicewrightError)) throw error
    return { path: String(error.details['path']), code: error.code, message: error.message }
  }
}
