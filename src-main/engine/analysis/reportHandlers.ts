import { implementer } from '../implementer'
import { viewReport } from './viewReport'
import { writeReport } from './writeReport'

export const reportHandlers = {
  view: implementer.report.view.handler(({ input: { workspace, experiment, filter } }) =>
    viewReport({ workspacePath: workspace, experiment, filter }),
  ),
  write: implementer.report.write.handler(({ context, input }) => ({
    jobId: context.jobs.start('report.write', `Report of ${input.workspacePath}`, (job) => writeReport(input, job)),
  })),
}
