import { resolve } from 'node:path'
import type { z } from 'zod'
import type { Job } from '../../contract/jobs'
import { importRequestSchema } from '../../contract/workspace'
import { SlicewrightError } from '../../domain/errors'
import { parseLabelMapping } from '../../domain/labels/labelMapping'
import { implementer, type EngineContext } from '../implementer'
import type { JobContext } from '../jobs/JobRunner'
import { importDataset } from './importDataset'
import type { ImportSettings } from './ImportSettings'
import { listSource } from './listSource'
import { relocateImages } from './relocateImages'
import { removeCases } from './removeCases'

const IMPORT = 'studies.import'

/** Says what an import is that can be paused and go on: cases that are there already are left as they are. Called once for each engine. */
export function defineImportJobs(context: EngineContext): void {
  context.jobs.defineResumable(IMPORT, async (input, job) => {
    const request = importRequestSchema.parse(input)
    const { folder, workspace: path } = request
    const settings = settingsOf(request)
    // The folder is looked at first: a wrong one must not leave an empty workspace behind.
    const options = { ...settings, isUnlabelledAllowed: settings.allowUnlabelled }
    const listing = await listSource({ path: folder, options, roots: context.surroundings.roots, job })
    return context.workspaces.use({ path, mode: 'write', create: true }, (workspace) =>
      importDataset({ folder, listing, workspace, settings, context: job }),
    )
  })
}

export const workspaceStudiesHandlers = {
  import: implementer.studies.import.handler(({ context, input }) => {
    // A mapping that cannot be read is refused at once, not in a job.
    settingsOf(input)
    const folder = resolve(input.folder)
    const workspace = resolve(input.workspace)
    if (folder === workspace)
      throw new SlicewrightError(
        'BAD_REQUEST',
        `${folder} is the data set's own folder and cannot be the workspace too. Choose another folder for --workspace.`,
      )
    const request = { ...input, folder, workspace }
    const title = `Import ${folder}`
    return { jobId: context.jobs.startResumable({ kind: IMPORT, title, workspace, input: request }) }
  }),

  list: implementer.studies.list.handler(({ context, input }) =>
    context.workspaces.use({ path: input.workspace, mode: 'read' }, (workspace) => {
      const cases = workspace.cases(input.dataset)
      const datasets = workspace.datasets
        .list()
        .filter(({ name }) => input.dataset === undefined || name === input.dataset)
        .map((dataset) => ({
          ...dataset,
          caseCount: cases.filter((each) => each.dataset === dataset.name).length,
        }))
      return { workspace: workspace.path, datasets, cases }
    }),
  ),

  remove: implementer.studies.remove.handler(async ({ context, input }) => {
    const path = resolve(input.workspace)
    refuseWhileBusy(context.jobs.list(), path)
    const removed = await context.workspaces.use({ path, mode: 'write' }, (workspace) =>
      removeCases({ workspace, caseIds: input.caseIds }),
    )
    for (const caseId of removed) {
      context.volumes.forget({ workspace: path, caseId })
      context.planLayers.close({ workspace: path, caseId })
    }
    return { removed }
  }),

  relocate: implementer.studies.relocate.handler(({ context, input }) => {
    const path = resolve(input.workspace)
    const work = (job: JobContext) =>
      context.workspaces.use({ path, mode: 'write' }, (workspace) =>
        relocateImages({ workspace, folder: resolve(input.folder), context: job }),
      )
    const title = `Look for images in ${input.folder}`
    return { jobId: context.jobs.start('studies.relocate', title, work, { workspace: path }) }
  }),
}

/** A job that reads or writes cases must not lose them under its hands. */
function refuseWhileBusy(jobs: readonly Job[], workspace: string): void {
  const busy = jobs.find((job) => job.workspace === workspace && (job.state === 'running' || job.state === 'pausing'))
  if (busy === undefined) return
  throw new SlicewrightError(
    'BAD_REQUEST',
    `"${busy.title}" is working with this workspace. Wait until it has ended, or cancel it, before cases are removed.`,
    { details: { jobId: busy.jobId } },
  )
}

function settingsOf(input: z.output<typeof importRequestSchema>): ImportSettings {
  return {
    datasetName: input.datasetName ?? null,
    copyImages: input.copyImages,
    channel: input.channel ?? null,
    ignoreValue: input.ignoreValue ?? null,
    mapping: input.mapping === undefined ? null : parseLabelMapping(input.mapping),
    sliceAxis: input.sliceAxis,
    allowUnlabelled: input.allowUnlabelled,
    imageSuffix: input.imageSuffix ?? null,
    labelSuffix: input.labelSuffix ?? null,
  }
}
