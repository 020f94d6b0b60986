import { resolve } from 'node:path'
import { volumesCounted } from '../../domain/review/stepTitles'
import { implementer } from '../implementer'
import { propagateFile } from './propagateFile'
import { propagatePlan } from './propagatePlan'

export const propagationHandlers = {
  start: implementer.propagation.start.handler(({ context, input }) => {
    const { workspace: path, ...request } = input
    const title = `Propagate ${volumesCounted(request.caseIds.length)}`
    const jobId = context.jobs.start(
      'propagation.start',
      title,
      (job) =>
        context.workspaces.use({ path, mode: 'write' }, (workspace) =>
          propagatePlan({ workspace, request, engine: context, job }),
        ),
      { workspace: resolve(path) },
    )
    return { jobId }
  }),

  propagate: implementer.propagation.propagate.handler(({ context, input }) => ({
    jobId: context.jobs.start('propagation.propagate', `Propagate ${input.label}`, ({ signal, report, note }) =>
      propagateFile({ ...input, signal, report, note }),
    ),
  })),
}
