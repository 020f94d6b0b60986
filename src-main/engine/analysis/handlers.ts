import { implementer } from '../implementer'
import { evaluateFiles } from './evaluateFiles'

export const analysisHandlers = {
  evaluate: implementer.analysis.evaluate.handler(({ context, input }) => ({
    jobId: context.jobs.start('analysis.evaluate', `Evaluate ${input.prediction}`, ({ signal, report }) =>
      evaluateFiles({ ...input, signal, report }),
    ),
  })),
}
