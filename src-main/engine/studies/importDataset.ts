import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ImportedCase, ImportResult } from '../../contract/workspace'
import { EXIT_CODE_BY_ERROR, SlicewrightError, throwIfCancelled } from '../../domain/errors'
import type { DatasetListing, DatasetProblem, ListedCase } from '../../io/datasets/DatasetListing'
import { imagePaths } from '../../io/files/imageFiles'
import type { Workspace } from '../../io/workspace/Workspace'
import type { JobContext } from '../jobs/JobRunner'
import { imageCopyOf } from './imageCopyOf'
import { importCase } from './importCase'
import type { ImportSettings } from './ImportSettings'

/**
 * Reads a listed data set into a workspace, case by case: what is wrong with a case is reported and the good ones load.
 * A case is in the workspace as a whole or not at all, however the import ends; importing again changes nothing.
 * @throws SlicewrightError what concerns the workspace as a whole: DISK_FULL, WRITE_FAILED, OUTPUT_EXISTS, CANCELLED
 */
export async function importDataset({
  folder,
  listing,
  workspace,
  settings,
  context: { signal, report, note },
}: {
  folder: string
  listing: DatasetListing
  workspace: Workspace
  settings: ImportSettings
  context: Pick<JobContext, 'signal' | 'report' | 'note'>
}): Promise<ImportResult> {
  const beganAtMs = performance.now()
  const dataset = settings.datasetName ?? listing.name
  workspace.datasets.add({ ...listing, name: dataset })
  const importId = workspace.imports.begin({ dataset, folder, settings })
  const cases: ImportedCase[] = []
  const problems: DatasetProblem[] = [...listing.problems]
  let readBytes = 0
  listing.notes.forEach(note)
  try {
    await announceFiles(workspace, listing.cases, settings)
    for (const [done, listed] of listing.cases.entries()) {
      throwIfCancelled(signal, 'The import')
      report({ stage: 'import', done, total: listing.cases.length, unit: 'cases' })
      try {
        const outcome = await importCase({ listed, listing, dataset, workspace, settings, signal })
        cases.push(outcome.imported)
        readBytes += outcome.readBytes
      } catch (error) {
        problems.push(problemOf(error, listed))
      }
    }
    report({ stage: 'import', done: listing.cases.length, total: listing.cases.length, unit: 'cases' })
    workspace.pendingFiles.clean(workspace.caseTable.ownFiles())
    workspace.imports.end(importId, 'done', { caseCount: cases.length, problems })
  } catch (error) {
    endUnfinished(workspace, importId, error)
    throw error
  }
  const seconds = (performance.now() - beganAtMs) / 1000
  const { layout, notes } = listing
  return { workspace: workspace.path, dataset, layout, cases, problems, notes: [...notes], readBytes, seconds }
}

/** Files of cases that the workspace does not have yet: after a crash they belong to nobody. */
async function announceFiles(
  workspace: Workspace,
  cases: readonly ListedCase[],
  settings: ImportSettings,
): Promise<void> {
  const paths = cases.flatMap((listed) => {
    const { caseId, labelPath } = listed
    const known = workspace.findCase(caseId)
    const image = known === null && settings.copyImages ? imagePaths(imageCopyOf(workspace, listed)) : []
    const hasNoLabel = known === null || known.label === null
    return hasNoLabel && labelPath !== null ? [...image, workspace.labelPath(caseId)] : image
  })
  const foreign = paths.find((path) => existsSync(path))
  if (foreign !== undefined)
    throw new SlicewrightError(
      'OUTPUT_EXISTS',
      `${foreign} is there already, and this workspace did not write it. Choose another folder for the workspace.`,
      { details: { path: foreign } },
    )
  for (const folder of new Set(paths.map(dirname))) await mkdir(folder, { recursive: true })
  workspace.pendingFiles.announce(paths)
}

/** What is wrong with one case is a row; what is wrong with the disk, the workspace or our own code ends the import. */
function problemOf(error: unknown, { imagePath }: ListedCase): DatasetProblem {
  if (!(error instanceof SlicewrightError)) throw error
  const exitCode = EXIT_CODE_BY_ERROR[error.code]
  if (exitCode !== 2 && exitCode !== 3) throw error
  const path = typeof error.details['path'] === 'string' ? error.details['path'] : imagePath
  const { files } = error.details
  return { path, code: error.code, message: error.message, ...(isTexts(files) ? { files } : {}) }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

/** On a full disk not even this may be possible; the next opening does it then, so that the first error is the one to show. */
function endUnfinished(workspace: Workspace, importId: number, error: unknown): void {
  const isCancelled = error instanceof SlicewrightError && error.code === 'CANCELLED'
  try {
    workspace.pendingFiles.clean(workspace.caseTable.ownFiles())
    workspace.imports.end(importId, isCancelled ? 'cancelled' : 'failed')
  } catch {
    return
  }
}
