import { resolve } from 'node:path'
import { z } from 'zod'
import { contract } from '../../contract'
import { implementer, type EngineContext } from '../implementer'
import { describePlannedSlices } from '../plans/previewPlan'
import { selectSlices } from './selectSlices'
import { sparsifyFile } from './sparsifyFile'

const DESCRIBING = 'selection.describe'

/** What the journal of jobs keeps. */
const describeInputSchema = contract.selection.describe['~orpc'].inputSchema ?? z.never()

/** Says what describing slices is, which can be paused and go on; called once for each engine. */
export function defineSelectionJobs(context: EngineContext): void {
  context.jobs.defineResumable(DESCRIBING, (input, job) => {
    const { workspace: path, deviceId, threads, ...request } = describeInputSchema.parse(input)
    const { roots } = context.surroundings
    const work = () =>
      context.workspaces.use({ path, mode: 'write' }, (workspace) =>
        describePlannedSlices({ workspace, request, roots, device: { deviceId, threads }, job }),
      )
    const onWait = () => job.note('Waiting until the job that computes now has ended.')
    return context.compute.take({ signal: job.signal, work, onWait })
  })
}

export const selectionHandlers = {
  select: implementer.selection.select.handler(({ context, input, signal }) =>
    selectSlices({ ...input, signal, roots: context.surroundings.roots }),
  ),
  describe: implementer.selection.describe.handler(({ context, input }) => ({
    jobId: context.jobs.startResumable({
      kind: DESCRIBING,
      title: `Describe slices of ${input.dataset}`,
      workspace: resolve(input.workspace),
      input,
    }),
  })),
  sparsify: implementer.selection.sparsify.handler(({ context, input }) => ({
    jobId: context.jobs.start('selection.sparsify', `Make ${input.label} sparse`, ({ signal }) =>
      sparsifyFile({ ...input, signal }),
    ),
  })),
}
