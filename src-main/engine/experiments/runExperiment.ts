import { models } from '../../catalog/models'
import { propagators } from '../../catalog/propagators'
import { selectionPolicies } from '../../catalog/selectionPolicies'
import { openBackend } from '../../compute/openBackend'
import type { ExperimentOutcome, ExperimentRequest } from '../../contract/experiments'
import { openWorkspace, type Workspace } from '../../io/workspace/Workspace'
import type { JobContext } from '../jobs/JobRunner'
import { loadExperimentCases } from './loadExperimentCases'
import { planExperiment } from './planExperiment'
import { readExperimentSpec } from './readExperimentSpec'
import { runGrid } from './runGrid'
import { deviceOfBefore } from './writeProvenance'

/**
 * Runs an experiment: what is finished is kept, what was interrupted goes on from its checkpoint, what failed is tried again, what
 * is new is added. With `isEstimateOnly` nothing is written.
 */
export async function runExperiment(request: ExperimentRequest, context: JobContext): Promise<ExperimentOutcome> {
  const spec = await readExperimentSpec({
    path: request.specPath,
    known: { models: models.ids, policies: selectionPolicies.ids, propagators: propagators.ids },
  })
  const workspace = openWorkspace({ path: request.workspacePath, mode: request.isEstimateOnly ? 'read' : 'write' })
  try {
    const cases = await loadExperimentCases({ workspace, dataset: spec.dataset, context })
    const before = await deviceOfBefore(workspace.experimentFolder(spec.name))
    const backend = await openBackend({
      deviceId: request.deviceId ?? before?.deviceId,
      threads: request.threads ?? (request.deviceId === undefined ? before?.threads : undefined),
      signal: context.signal,
    })
    try {
      const { deviceId, threads, library } = backend
      const plan = planExperiment({
        spec,
        cases,
        classNames: classNamesOf(workspace, new Set(cases.map(({ record }) => record.dataset))),
        device: { deviceId, threads, library },
      })
      return await runGrid({ plan, cases, workspace, backend, context, isEstimateOnly: request.isEstimateOnly })
    } finally {
      await backend.dispose()
    }
  } finally {
    workspace.close()
  }
}

function classNamesOf(workspace: Workspace, datasets: ReadonlySet<string>): Record<string, string> {
  const named = workspace.datasets.list().filter(({ name }) => datasets.has(name))
  return Object.assign({}, ...named.map(({ classNames }) => classNames)) as Record<string, string>
}
