import { implementer } from '../implementer'
import { predictFile } from './predictFile'
import { trainFolders } from './trainFolders'

export const trainingHandlers = {
  train: implementer.training.train.handler(({ context, input }) => ({
    jobId: context.jobs.start('training.train', `Train on ${input.labels}`, (job) =>
      context.compute.take({
        signal: job.signal,
        work: () => trainFolders(input, job),
        onWait: () => job.note('Waiting until the job that computes now has ended.'),
      }),
    ),
  })),
  predict: implementer.training.predict.handler(({ context, input }) => ({
    jobId: context.jobs.start('training.predict', `Predict ${input.image}`, (job) =>
      context.compute.take({ signal: job.signal, work: () => predictFile(input, job) }),
    ),
  })),
}
