import { openBackend } from '../../compute/openBackend'
import type { ExperimentOutcome } from '../../contract/experiments'
import type { ExperimentSpec } from '../../domain/experiment/experimentSpec'
import type { JobContext } from '../jobs/JobRunner'
import type { WorkspacePool } from '../jobs/WorkspacePool'
import { classNamesOf } from './layOutExperiment'
import { loadExperimentCases } from './loadExperimentCases'
import { planExperiment } from './planExperiment'
import { runGrid } from './runGrid'
import { deviceOfBefore } from './writeProvenance'

interface ExperimentWork {
  readonly spec: ExperimentSpec
  readonly workspacePath: string
  readonly isEstimateOnly: boolean
  /** Left out: the device (and threads) that the experiment was begun on, else the fastest usable one. */
  readonly deviceId?: string | undefined
  readonly threads?: number | undefined
  readonly workspaces: WorkspacePool
}

/**
 * Runs an experiment: what is finished is kept, what was interrupted goes on from its checkpoint, what failed is tried again, what
 * is new is added. With `isEstimateOnly` nothing is written.
 */
export function runExperiment(work: ExperimentWork, context: JobContext): Promise<ExperimentOutcome> {
  const { spec, isEstimateOnly } = work
  const access = { path: work.workspacePath, mode: isEstimateOnly ? ('read' as const) : ('write' as const) }
  return work.workspaces.use(access, async (workspace) => {
    const cases = await loadExperimentCases({ workspace, dataset: spec.dataset, context })
    const before = await deviceOfBefore(workspace.experimentFolder(spec.name))
    const backend = await openBackend({
      deviceId: work.deviceId ?? before?.deviceId,
      threads: work.threads ?? (work.deviceId === undefined ? before?.threads : undefined),
      signal: context.signal,
    })
    try {
      const { deviceId, threads, library } = backend
      const plan = planExperiment({
        spec,
        cases,
        classNames: classNamesOf(
          workspace,
          cases.map(({ record }) => record),
        ),
        device: { deviceId, threads, library },
      })
      return await runGrid({ plan, cases, workspace, backend, context, isEstimateOnly })
    } finally {
      await backend.dispose()
    }
  })
}
