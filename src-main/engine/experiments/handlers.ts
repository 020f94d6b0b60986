import { decimateCurve } from '../../domain/figures/decimateCurve'
import { experimentSpecJsonSchema, parseExperimentSpec } from '../../domain/experiment/experimentSpec'
import { implementer } from '../implementer'
import { describeExperiment, listExperiments } from './describeExperiment'
import { runSpecFile, startExperiment } from './experimentJobs'
import { knownIds } from './knownIds'
import { previewExperiment } from './previewExperiment'
import { readRunCurves } from './RunMetrics'
import { suggestSpec } from './suggestSpec'

/** No screen shows more points of one curve. */
const MAXIMUM_POINT_COUNT = 2000

const read = (path: string) => ({ path, mode: 'read' as const })

export const experimentsHandlers = {
  schema: implementer.experiments.schema.handler(({ context, input }) =>
    context.workspaces.use(read(input.workspace), (workspace) => ({
      jsonSchema: experimentSpecJsonSchema({
        ...knownIds,
        datasets: workspace.datasets.list().map(({ name }) => name),
      }),
      suggestion: suggestSpec(workspace, input.dataset),
    })),
  ),
  preview: implementer.experiments.preview.handler(({ context, input }) => {
    const spec = parseExperimentSpec({ value: input.spec, known: knownIds })
    return context.workspaces.use(read(input.workspace), (workspace) => previewExperiment(workspace, spec))
  }),
  list: implementer.experiments.list.handler(({ context, input }) =>
    context.workspaces.use(read(input.workspace), (workspace) => listExperiments(workspace, context.jobs.list())),
  ),
  get: implementer.experiments.get.handler(({ context, input }) =>
    context.workspaces.use(read(input.workspace), (workspace) =>
      describeExperiment({ workspace, name: input.name, jobs: context.jobs.list() }),
    ),
  ),
  curves: implementer.experiments.curves.handler(({ context, input: { workspace: path, runId } }) =>
    context.workspaces.use(read(path), async (workspace) => ({
      runId,
      series: (await readRunCurves(workspace.runFolder(runId))).map(({ name, points }) => ({
        name,
        points: [...decimateCurve(points, MAXIMUM_POINT_COUNT)],
      })),
    })),
  ),
  start: implementer.experiments.start.handler(async ({ context, input }) => ({
    jobId: await startExperiment(context, input),
  })),
  run: implementer.experiments.run.handler(({ context, input }) => ({ jobId: runSpecFile(context, input) })),
}
