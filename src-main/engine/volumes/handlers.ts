import { resolve } from 'node:path'
import { SlicewrightError } from '../../domain/errors'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import type { Workspace } from '../../io/workspace/Workspace'
import { implementer } from '../implementer'
import { describeVolume } from './describeVolume'

export const volumesHandlers = {
  open: implementer.volumes.open.handler(async ({ context, input, signal }) => {
    const workspace = resolve(input.workspace)
    const { record, dataset } = await context.workspaces.use({ path: workspace, mode: 'read' }, (opened) => {
      const found = findCase(opened, input.caseId)
      return { record: found, dataset: opened.datasets.find(found.dataset) }
    })
    return describeVolume({ workspace, record, dataset, library: context.volumes, signal })
  }),

  close: implementer.volumes.close.handler(({ context, input }) => {
    context.volumes.close({ workspace: resolve(input.workspace), caseId: input.caseId })
    return {}
  }),
}

/** @throws SlicewrightError UNKNOWN_ID */
export function findCase(workspace: Workspace, caseId: string): CaseRecord {
  const record = workspace.findCase(caseId)
  if (record !== null) return record
  throw new SlicewrightError(
    'UNKNOWN_ID',
    `There is no case "${caseId}" in ${workspace.path} (any more). Open the list of studies again.`,
    { details: { caseId, workspace: workspace.path } },
  )
}
