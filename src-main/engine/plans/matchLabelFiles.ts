import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Problem } from '../../contract/studies'
import { readFolder } from '../../io/datasets/niftiFiles'
import { readError } from '../../io/files/fileErrors'

/** Endings of label maps that ITK-SNAP, 3D Slicer and others write. */
const LABEL_ENDING = /\.(?:nii(?:\.gz)?|nrrd|mha|mhd)$/i

/** What those programs put behind the name of the case. */
const NAME_ENDING = /[-_. ](?:labels?|labelmap|seg|segmentation|mask|annotation)$/i

export interface MatchedLabelFiles {
  readonly files: { readonly caseId: string; readonly path: string }[]
  readonly problems: Problem[]
}

/**
 * Finds the label map of each case in a folder, by name: `CASE.nii.gz`, or `CASE` with an ending like `_label` or `-seg`. A single
 * file may have any name where the plan has one case.
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function matchLabelFiles(path: string, caseIds: readonly string[]): Promise<MatchedLabelFiles> {
  const found = await stat(path).catch((error: unknown) => {
    throw readError(error, path)
  })
  if (!found.isDirectory()) {
    const caseId = caseOf(basename(path), caseIds) ?? (caseIds.length === 1 ? caseIds[0] : null)
    return caseId === null ? { files: [], problems: [noCase(path)] } : { files: [{ caseId, path }], problems: [] }
  }
  const { niftiFiles, otherFiles } = await readFolder(path)
  const paths = [
    ...niftiFiles.map((file) => file.path),
    ...otherFiles.filter((name) => LABEL_ENDING.test(name)).map((name) => join(path, name)),
  ]
  const byCase = new Map<string, string[]>()
  const problems: Problem[] = []
  for (const each of paths) {
    const caseId = caseOf(basename(each), caseIds)
    if (caseId === null) problems.push(noCase(each))
    else byCase.set(caseId, [...(byCase.get(caseId) ?? []), each])
  }
  for (const [caseId, several] of byCase)
    if (several.length > 1) {
      problems.push({
        path: dirname(several[0]),
        code: 'CASE_PAIRING',
        message: `Case ${caseId} has ${several.length} label maps here: ${several.map((each) => basename(each)).join(', ')}. Leave one.`,
      })
      byCase.delete(caseId)
    }
  return { files: [...byCase].map(([caseId, [only]]) => ({ caseId, path: only })), problems }
}

function caseOf(name: string, caseIds: readonly string[]): string | null {
  const stem = name.replace(LABEL_ENDING, '').toLowerCase()
  const bare = stem.replace(NAME_ENDING, '')
  return caseIds.find((id) => id.toLowerCase() === stem) ?? caseIds.find((id) => id.toLowerCase() === bare) ?? null
}

function noCase(path: string): Problem {
  return {
    path,
    code: 'CASE_PAIRING',
    message: `No case of the plan is called like ${basename(path)}. Name the file after its case, for example CASE.nii.gz.`,
  }
}
