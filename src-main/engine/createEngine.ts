import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import type { contract } from '../contract'
import { analysisHandlers } from './analysis/handlers'
import { devicesHandlers } from './devices/handlers'
import { experimentsHandlers } from './experiments/handlers'
import { exportsHandlers } from './exports/handlers'
import { implementer, type EngineContext } from './implementer'
import { ComputeTurn } from './jobs/ComputeTurn'
import { jobsHandlers } from './jobs/handlers'
import { JobRunner } from './jobs/JobRunner'
import { propagationHandlers } from './propagation/handlers'
import { reportHandlers } from './analysis/reportHandlers'
import { selectionHandlers } from './selection/handlers'
import { studiesHandlers } from './studies/handlers'
import { workspaceStudiesHandlers } from './studies/workspaceHandlers'
import { trainingHandlers } from './training/handlers'

export type EngineClient = ContractRouterClient<typeof contract>

export interface Engine {
  /** Calls the engine in this process; the same type as over any wire. */
  readonly client: EngineClient
  /** Cancels what runs and lets go of everything. */
  close(): Promise<void>
}

/** The whole engine. It knows nothing of Electron, the DOM or the terminal. */
export function createEngine(): Engine {
  const context: EngineContext = { jobs: new JobRunner(), compute: new ComputeTurn() }
  const router = implementer.router({
    devices: devicesHandlers,
    jobs: jobsHandlers,
    studies: { ...studiesHandlers, ...workspaceStudiesHandlers },
    selection: selectionHandlers,
    propagation: propagationHandlers,
    training: trainingHandlers,
    analysis: analysisHandlers,
    experiments: experimentsHandlers,
    report: reportHandlers,
    exports: exportsHandlers,
  })
  return { client: createRouterClient(router, { context }), close: () => context.jobs.close() }
}
