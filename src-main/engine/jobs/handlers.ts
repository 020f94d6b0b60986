import { implementer } from '../implementer'

export const jobsHandlers = {
  list: implementer.jobs.list.handler(({ context }) => context.jobs.list()),
  watch: implementer.jobs.watch.handler(({ context, input, signal }) => context.jobs.watch(input.jobId, signal)),
  cancel: implementer.jobs.cancel.handler(({ context, input }) => {
    context.jobs.cancel(input.jobId)
    return {}
  }),
}
