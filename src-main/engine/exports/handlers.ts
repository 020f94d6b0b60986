import { join, resolve } from 'node:path'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import type { DatasetRecord } from '../../io/workspace/DatasetTable'
import type { Workspace } from '../../io/workspace/Workspace'
import { implementer } from '../implementer'
import { exportNnunetRaw } from './exportNnunetRaw'

export const exportsHandlers = {
  write: implementer.exports.write.handler(({ context, input }) => {
    const jobId = context.jobs.start('exports.write', `Export ${input.workspace}`, async (job) => {
      const { dataset, cases } = await context.workspaces.use({ path: input.workspace, mode: 'read' }, (workspace) =>
        casesToExport(workspace, input.dataset),
      )
      const { datasetId } = input
      const output = resolve(input.output)
      return exportNnunetRaw({
        cases,
        dataset,
        output:
          datasetId === undefined
            ? output
            : join(output, `Dataset${String(datasetId).padStart(3, '0')}_${input.name ?? safeName(dataset.name)}`),
        channelName: input.channelName ?? null,
        context: job,
      })
    })
    return { jobId }
  }),
}

/** Read in one go: the export then works from the files, whoever writes to the workspace meanwhile. */
function casesToExport(
  workspace: Workspace,
  asked: string | undefined,
): { dataset: DatasetRecord; cases: CaseRecord[] } {
  const datasets = workspace.datasets.list()
  const names = datasets.map(({ name }) => name)
  const dataset = asked === undefined && datasets.length === 1 ? datasets[0] : workspace.datasets.find(asked ?? '')
  if (dataset !== null) return { dataset, cases: workspace.cases(dataset.name) }
  if (names.length === 0)
    throw new SlicewrightError('NO_CASES', `The workspace ${workspace.path} is empty. Import a data set first.`)
  throw new SlicewrightError(
    asked === undefined ? 'BAD_REQUEST' : 'UNKNOWN_ID',
    asked === undefined
      ? `The workspace has ${names.length} data sets: ${names.join(', ')}. Choose one with --dataset.`
      : `The workspace has no data set "${asked}". It has ${names.join(', ')}.`,
    { details: { found: asked, allowed: names } },
  )
}

function safeName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]+/g, '_').replace(/^_+|_+$/g, '') || 'Slicewright'
}
