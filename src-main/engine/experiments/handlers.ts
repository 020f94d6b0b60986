import { decimateCurve } from '../../domain/figures/decimateCurve'
import { experimentSpecJsonSchema, parseExperimentSpec } from '../../domain/experiment/experimentSpec'
import { implementer, type EngineContext } from '../implementer'
import type { JobContext } from '../jobs/JobRunner'
import { describeExperiment, experimentJobTitle, listExperiments } from './describeExperiment'
import { knownIds } from './knownIds'
import { previewExperiment } from './previewExperiment'
import { readExperimentSpec } from './readExperimentSpec'
import { runExperiment } from './runExperiment'
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
  start: implementer.experiments.start.handler(({ context, input }) => {
    const { workspace, deviceId, isEstimateOnly } = input
    const spec = parseExperimentSpec({ value: input.spec, known: knownIds })
    const work = { spec, workspacePath: workspace, deviceId, isEstimateOnly, workspaces: context.workspaces }
    return {
      jobId: context.jobs.start('experiments.start', experimentJobTitle(spec.name), (job) =>
        inTurn(context, job, () => runExperiment(work, job)),
      ),
    }
  }),
  run: implementer.experiments.run.handler(({ context, input }) => ({
    jobId: context.jobs.start('experiments.run', `Experiment ${input.specPath}`, (job) =>
      inTurn(context, job, async () => {
        const spec = await readExperimentSpec({ path: input.specPath, known: knownIds })
        return runExperiment({ ...input, spec, workspaces: context.workspaces }, job)
      }),
    ),
  })),
}

function inTurn<Result>(context: EngineContext, job: JobContext, work: () => Promise<Result>): Promise<Result> {
  return context.compute.take({
    signal: job.signal,
    work,
    onWait: () => job.note('Waiting until the job that computes now has ended.'),
  })
}
