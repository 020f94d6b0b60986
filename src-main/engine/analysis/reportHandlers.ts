import { implementer } from '../implementer'
import { writeReport } from './writeReport'

export const reportHandlers = {
  write: implementer.report.write.handler(({ context, input }) => ({
    jobId: context.jobs.start('report.write', `Report of ${input.workspacePath}`, (job) => writeReport(input, job)),
  })),
}
