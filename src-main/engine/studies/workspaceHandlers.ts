import { resolve } from 'node:path'
import type { z } from 'zod'
import type { importRequestSchema } from '../../contract/workspace'
import { SlicewrightError } from '../../domain/errors'
import { parseLabelMapping } from '../../domain/labels/labelMapping'
import { openWorkspace } from '../../io/workspace/Workspace'
import { implementer } from '../implementer'
import { importDataset } from './importDataset'
import type { ImportSettings } from './ImportSettings'
import { listSource } from './listSource'
import { relocateImages } from './relocateImages'

export const workspaceStudiesHandlers = {
  import: implementer.studies.import.handler(({ context, input }) => {
    const settings = settingsOf(input)
    const folder = resolve(input.folder)
    if (folder === resolve(input.workspace))
      throw new SlicewrightError(
        'BAD_REQUEST',
        `${folder} is the data set's own folder and cannot be the workspace too. Choose another folder for --workspace.`,
      )
    const jobId = context.jobs.start('studies.import', `Import ${folder}`, async (job) => {
      // The folder is looked at first: a wrong one must not leave an empty workspace behind.
      const options = { ...settings, isUnlabelledAllowed: settings.allowUnlabelled }
      const listing = await listSource({ path: folder, options, roots: context.surroundings.roots, job })
      const workspace = openWorkspace({ path: input.workspace, mode: 'write', create: true })
      try {
        return await importDataset({ folder, listing, workspace, settings, context: job })
      } finally {
        workspace.close()
      }
    })
    return { jobId }
  }),

  list: implementer.studies.list.handler(({ input }) => {
    const workspace = openWorkspace({ path: input.workspace, mode: 'read' })
    try {
      const cases = workspace.cases(input.dataset)
      const datasets = workspace.datasets
        .list()
        .filter(({ name }) => input.dataset === undefined || name === input.dataset)
        .map((dataset) => ({
          ...dataset,
          caseCount: cases.filter((each) => each.dataset === dataset.name).length,
        }))
      return { workspace: workspace.path, datasets, cases }
    } finally {
      workspace.close()
    }
  }),

  relocate: implementer.studies.relocate.handler(({ context, input }) => {
    const jobId = context.jobs.start('studies.relocate', `Look for images in ${input.folder}`, async (job) => {
      const workspace = openWorkspace({ path: input.workspace, mode: 'write' })
      try {
        return await relocateImages({ workspace, folder: resolve(input.folder), context: job })
      } finally {
        workspace.close()
      }
    })
    return { jobId }
  }),
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
