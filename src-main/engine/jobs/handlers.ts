import { implementer } from '../implementer'

export const jobsHandlers = {
  list: implementer.jobs.list.handler(({ context }) => context.jobs.list()),
  watch: implementer.jobs.watch.handler(({ context, input, signal }) => context.jobs.watch(input.jobId, signal)),
  watchAll: implementer.jobs.watchAll.handler(({ context, signal }) => context.jobs.watchAll(signal)),
  cancel: implementer.jobs.cancel.handler(({ context, input }) => {
    context.jobs.cancel(input.jobId)
    return {}
  }),
  pause: implementer.jobs.pause.handler(({ context, input }) => {
    context.jobs.pause(input.jobId)
    return {}
  }),
  resume: implementer.jobs.resume.handler(({ context, input }) => {
    context.jobs.resume(input.jobId)
    return {}
  }),
  dismiss: implementer.jobs.dismiss.handler(({ context, input }) => {
    context.jobs.dismiss(input.jobId)
    return {}
  }),
}
