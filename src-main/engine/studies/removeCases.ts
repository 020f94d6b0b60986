import { join } from 'node:path'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import type { Workspace } from '../../io/workspace/Workspace'

/**
 * Takes cases out of the workspace with its label copies, image copies, plans and decisions; images elsewhere stay. A crash in
 * between leaves files that the next opening clears away, never a case without its files.
 * @returns the ids of those that were there
 */
export function removeCases({ workspace, caseIds }: { workspace: Workspace; caseIds: readonly string[] }): string[] {
  const records = caseIds.map((caseId) => workspace.findCase(caseId)).filter((record) => record !== null)
  const files = records.flatMap(ownFilesOf)
  workspace.transaction(() => {
    workspace.caseTable.remove(records.map(({ caseId }) => caseId))
    workspace.pendingFiles.announce(files)
  })
  workspace.pendingFiles.remove(files)
  return records.map(({ caseId }) => caseId)
}

/** Absolute paths of what the workspace keeps for a case. */
function ownFilesOf({ image, label }: CaseRecord): string[] {
  const images = image.files === null ? [image.path] : image.files.map((file) => join(image.path, file))
  return [...(image.isCopied ? images : []), ...(label === null ? [] : [label.path])]
}
