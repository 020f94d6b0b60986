import { implementer } from '../implementer'
import { runExperiment } from './runExperiment'

export const experimentsHandlers = {
  run: implementer.experiments.run.handler(({ context, input }) => ({
    jobId: context.jobs.start('experiments.run', `Experiment ${input.specPath}`, (job) =>
      context.compute.take({
        signal: job.signal,
        work: () => runExperiment(input, job),
        onWait: () => job.note('Waiting until the job that computes now has ended.'),
      }),
    ),
  })),
}
