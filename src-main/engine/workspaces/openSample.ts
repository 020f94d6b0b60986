import { join } from 'node:path'
import { listDataset } from '../../io/datasets/listDataset'
import type { JobContext } from '../jobs/JobRunner'
import type { WorkspacePool } from '../jobs/WorkspacePool'
import { importDataset } from '../studies/importDataset'
import type { ImportSettings } from '../studies/ImportSettings'
import { bundledResources } from './bundledResources'

/** Images are copied: the sample's workspace must outlive an update of the program. */
const SETTINGS: ImportSettings = {
  datasetName: null,
  copyImages: true,
  channel: null,
  ignoreValue: null,
  mapping: null,
  sliceAxis: 'k',
  allowUnlabelled: false,
  imageSuffix: null,
  labelSuffix: null,
}

/**
 * Makes the workspace of the bundled sample in `userFolder`, or finds it; one that was left half imported is completed.
 * @throws SlicewrightError as an import does: WORKSPACE_LOCKED, DISK_FULL, CANCELLED …
 */
export async function openSample({
  userFolder,
  workspaces,
  context,
}: {
  userFolder: string
  workspaces: WorkspacePool
  context: JobContext
}): Promise<{ path: string }> {
  const folder = join(bundledResources(), 'sample')
  const path = join(userFolder, 'sample')
  const options = { ...SETTINGS, isUnlabelledAllowed: SETTINGS.allowUnlabelled }
  const listing = await listDataset({ folder, options })
  const isComplete = await workspaces
    .use({ path, mode: 'read' }, (workspace) => workspace.cases().length >= listing.cases.length)
    .catch(() => false)
  if (!isComplete)
    await workspaces.use({ path, mode: 'write', create: true }, (workspace) =>
      importDataset({ folder, listing, workspace, settings: SETTINGS, context }),
    )
  return { path }
}
