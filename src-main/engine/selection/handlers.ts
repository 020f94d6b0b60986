import { implementer } from '../implementer'
import { selectSlices } from './selectSlices'
import { sparsifyFile } from './sparsifyFile'

export const selectionHandlers = {
  select: implementer.selection.select.handler(({ input }) => selectSlices(input)),
  sparsify: implementer.selection.sparsify.handler(({ context, input }) => ({
    jobId: context.jobs.start('selection.sparsify', `Make ${input.label} sparse`, ({ signal }) =>
      sparsifyFile({ ...input, signal }),
    ),
  })),
}
