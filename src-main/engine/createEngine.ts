import { join } from 'node:path'
import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import { propagators } from '../catalog/propagators'
import type { contract } from '../contract'
import { JobJournal } from '../io/jobs/JobJournal'
import { analysisHandlers } from './analysis/handlers'
import { catalogHandlers } from './catalog/handlers'
import { devicesHandlers } from './devices/handlers'
import { defineExperimentJobs } from './experiments/experimentJobs'
import { experimentsHandlers } from './experiments/handlers'
import { exportsHandlers } from './exports/handlers'
import { filesHandlers } from './files/handlers'
import { implementer, type EngineContext, type EngineSurroundings } from './implementer'
import { ComputeTurn } from './jobs/ComputeTurn'
import { jobsHandlers } from './jobs/handlers'
import { JobRunner } from './jobs/JobRunner'
import { WorkspacePool } from './jobs/WorkspacePool'
import { plansHandlers } from './plans/handlers'
import { LiveSuggestions } from './propagation/LiveSuggestions'
import { definePropagationJobs, propagationHandlers } from './propagation/handlers'
import { reportHandlers } from './analysis/reportHandlers'
import { reviewHandlers } from './review/handlers'
import { defineSelectionJobs, selectionHandlers } from './selection/handlers'
import { previewHandlers } from './studies/previewHandlers'
import { studiesHandlers } from './studies/handlers'
import { defineImportJobs, workspaceStudiesHandlers } from './studies/workspaceHandlers'
import { trainingHandlers } from './training/handlers'
import { BulkStore } from './volumes/BulkStore'
import { workspacesHandlers } from './workspaces/handlers'
import { volumesHandlers } from './volumes/handlers'
import { PlanLayers } from './volumes/PlanLayers'
import { PreviewShelf } from './volumes/PreviewShelf'
import { VolumeLibrary } from './volumes/VolumeLibrary'

export type EngineClient = ContractRouterClient<typeof contract>

export interface Engine {
  /** Calls the engine in this process; the same type as over any wire. */
  readonly client: EngineClient
  /** For oRPC's handlers of other transports, with `context`. */
  readonly router: EngineRouter
  readonly context: EngineContext
  /** What hosts answer under /bulk/ with. */
  readBulk: BulkStore['read']
  /** Cancels what runs and lets go of everything. */
  close(): Promise<void>
}

/** The whole engine. It knows nothing of Electron, the DOM or the terminal. */
export function createEngine(surroundings: EngineSurroundings = { userFolder: null, roots: null }): Engine {
  const bulk = new BulkStore()
  const { userFolder } = surroundings
  const context: EngineContext = {
    jobs: new JobRunner(userFolder === null ? null : new JobJournal(join(userFolder, 'jobs'))),
    compute: new ComputeTurn(),
    workspaces: new WorkspacePool(),
    liveSuggestions: new LiveSuggestions(),
    bulk,
    volumes: new VolumeLibrary({ bulk }),
    planLayers: new PlanLayers({ bulk }),
    previews: new PreviewShelf({ bulk }),
    surroundings,
    propagators: surroundings.propagators ?? propagators,
  }
  defineExperimentJobs(context)
  defineImportJobs(context)
  definePropagationJobs(context)
  defineSelectionJobs(context)
  const router = makeRouter()
  return {
    client: createRouterClient(router, { context }),
    router,
    context,
    readBulk: (request) => context.bulk.read(request),
    close: () => context.jobs.close(),
  }
}

type EngineRouter = ReturnType<typeof makeRouter>

function makeRouter() {
  return implementer.router({
    catalog: catalogHandlers,
    devices: devicesHandlers,
    jobs: jobsHandlers,
    files: filesHandlers,
    workspaces: workspacesHandlers,
    studies: { ...studiesHandlers, ...previewHandlers, ...workspaceStudiesHandlers },
    volumes: volumesHandlers,
    selection: selectionHandlers,
    plans: plansHandlers,
    propagation: propagationHandlers,
    review: reviewHandlers,
    training: trainingHandlers,
    analysis: analysisHandlers,
    experiments: experimentsHandlers,
    report: reportHandlers,
    exports: exportsHandlers,
  })
}
