import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { contract } from '../../contract'
import { isLearned, type CatalogPropagator } from '../../compute/propagators/LearnedPropagator'
import { volumesCounted } from '../../domain/review/stepTitles'
import { writeError } from '../../io/files/fileErrors'
import { refuseOverwritingInput } from '../../io/files/refuseOverwritingInput'
import { writeFileAtomically } from '../../io/files/writeFileAtomically'
import { readPropagationModel } from '../../io/models/propagationModelFile'
import { implementer, type EngineContext } from '../implementer'
import type { JobContext } from '../jobs/JobRunner'
import { wireErrorOf } from '../jobs/wireErrorOf'
import { describeModel } from './describeModel'
import { propagateFiles } from './propagateFiles'
import { propagatePlan } from './propagatePlan'
import { trainPropagator } from './trainPropagator'

const TRAINING = 'propagation.train'

/** What the journal of jobs keeps of a training. */
const trainingInputSchema = contract.propagation.train['~orpc'].inputSchema ?? z.never()

/** Says what a training is that can be paused and go on; called once for each engine. */
export function definePropagationJobs(context: EngineContext): void {
  context.jobs.defineResumable(TRAINING, (input, job) => {
    const { workspace: path, method, ...request } = trainingInputSchema.parse(input)
    const entry = context.propagators.get(method)
    return inTurn(context, entry, job, () =>
      context.workspaces.use({ path, mode: 'write' }, (workspace) =>
        trainPropagator({ workspace, entry, request, job }),
      ),
    )
  })
}

export const propagationHandlers = {
  start: implementer.propagation.start.handler(({ context, input }) => {
    const { workspace: path, method, ...request } = input
    const entry = context.propagators.get(method)
    const title = `Propagate ${volumesCounted(request.caseIds.length)}`
    const jobId = context.jobs.start(
      'propagation.start',
      title,
      (job) =>
        inTurn(context, entry, job, () =>
          context.workspaces.use({ path, mode: 'write' }, (workspace) =>
            propagatePlan({ workspace, entry, request, engine: context, job }),
          ),
        ),
      { workspace: resolve(path) },
    )
    return { jobId }
  }),

  train: implementer.propagation.train.handler(({ context, input }) => ({
    jobId: context.jobs.startResumable({
      kind: TRAINING,
      title: `Train ${context.propagators.get(input.method).label}`,
      workspace: resolve(input.workspace),
      input: { ...input, workspace: resolve(input.workspace) },
    }),
  })),

  models: implementer.propagation.models.handler(({ context, input: { workspace: path } }) =>
    context.workspaces.use({ path, mode: 'read' }, async ({ propagatorModels }) => {
      const { models, invalid } = await propagatorModels.list()
      const problems = invalid.map(({ path: file, error }) => {
        const { code, message } = wireErrorOf(error)
        return { path: file, code, message }
      })
      return { models: models.map(describeModel), problems }
    }),
  ),

  removeModel: implementer.propagation.removeModel.handler(({ context, input: { workspace: path, modelId } }) =>
    context.workspaces.use({ path, mode: 'write' }, async ({ propagatorModels }) => {
      await propagatorModels.remove(modelId)
      return {}
    }),
  ),

  importModel: implementer.propagation.importModel.handler(async ({ context, input }) => {
    const content = await readPropagationModel(input.path)
    // A method that this version does not know could never be used.
    context.propagators.get(content.method)
    return context.workspaces.use({ path: input.workspace, mode: 'write' }, async ({ propagatorModels }) =>
      describeModel(await propagatorModels.add(content)),
    )
  }),

  exportModel: implementer.propagation.exportModel.handler(({ context, input: { workspace: path, modelId, output } }) =>
    context.workspaces.use({ path, mode: 'read' }, async ({ propagatorModels }) => {
      const data = await propagatorModels.bytes(modelId)
      await refuseOverwritingInput({ output, inputs: [propagatorModels.pathFor(modelId)] })
      await mkdir(dirname(output), { recursive: true }).catch((error: unknown) => {
        throw writeError(error, output)
      })
      await writeFileAtomically({ path: output, data })
      return { output }
    }),
  ),

  propagate: implementer.propagation.propagate.handler(({ context, input }) => {
    const { method, ...request } = input
    const entry = context.propagators.get(method)
    return {
      jobId: context.jobs.start('propagation.propagate', `Propagate ${input.label}`, (job) =>
        inTurn(context, entry, job, () => propagateFiles({ ...request, entry, job })),
      ),
    }
  }),
}

/** Plain propagators need no turn: they leave the device alone. */
function inTurn<Result>(
  context: EngineContext,
  entry: CatalogPropagator,
  job: JobContext,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!isLearned(entry)) return work()
  const onWait = () => job.note('Waiting until the job that computes now has ended.')
  return context.compute.take({ signal: job.signal, work, onWait })
}
