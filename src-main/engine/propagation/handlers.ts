import { implementer } from '../implementer'
import { propagateFile } from './propagateFile'

export const propagationHandlers = {
  propagate: implementer.propagation.propagate.handler(({ context, input }) => ({
    jobId: context.jobs.start('propagation.propagate', `Propagate ${input.label}`, ({ signal, report, note }) =>
      propagateFile({ ...input, signal, report, note }),
    ),
  })),
}
