import { implementer } from '../implementer'
import { inspectPath } from './inspectPath'

export const studiesHandlers = {
  inspect: implementer.studies.inspect.handler(({ context, input }) => ({
    jobId: context.jobs.start('studies.inspect', `Inspect ${input.path}`, ({ signal, report }) =>
      inspectPath({ ...input, signal, report }),
    ),
  })),
}
