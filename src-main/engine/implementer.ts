import { implement } from '@orpc/server'
import type { z } from 'zod'
import type { Catalog } from '../catalog/defineCatalog'
import type { CatalogPropagator } from '../compute/propagators/LearnedPropagator'
import { contract } from '../contract'
import { pathsIn } from '../contract/paths'
import { assertPathsAllowed } from './files/allowedPaths'
import type { ComputeTurn } from './jobs/ComputeTurn'
import type { JobRunner } from './jobs/JobRunner'
import type { WorkspacePool } from './jobs/WorkspacePool'
import type { LiveSuggestions } from './propagation/LiveSuggestions'
import type { BulkStore } from './volumes/BulkStore'
import type { PlanLayers } from './volumes/PlanLayers'
import type { PreviewShelf } from './volumes/PreviewShelf'
import type { VolumeLibrary } from './volumes/VolumeLibrary'
import { wireErrorOf } from './jobs/wireErrorOf'

/** What a host tells the engine about where it runs. */
export interface EngineSurroundings {
  /** The program's own folder of the user: recent workspaces, journal of jobs, the sample's workspace. null: nothing is remembered. */
  readonly userFolder: string | null
  /** Folders that every path of a request must lie below. null: the whole machine, as for a program of the user's own. */
  readonly roots: readonly string[] | null
  /** Propagators to offer instead of the catalog's own. */
  readonly propagators?: Catalog<CatalogPropagator> | undefined
}

/** What every handler is given. */
export interface EngineContext {
  readonly jobs: JobRunner
  /** Whoever trains or runs networks takes turns here. */
  readonly compute: ComputeTurn
  readonly workspaces: WorkspacePool
  readonly bulk: BulkStore
  /** Suggestions that running propagations are making. */
  readonly liveSuggestions: LiveSuggestions
  /** The volumes that windows look at. */
  readonly volumes: VolumeLibrary
  readonly planLayers: PlanLayers
  readonly previews: PreviewShelf
  readonly surroundings: EngineSurroundings
  /** What `propagation` methods may name. */
  readonly propagators: Catalog<CatalogPropagator>
}

/**
 * The contract, ready to be implemented: whatever a handler throws leaves as the one typed error `FAILED`, and no handler is given a
 * path outside the roots of the host.
 */
export const implementer = implement(contract)
  .$context<EngineContext>()
  .use(async ({ next, errors, context, procedure }, input) => {
    try {
      const { inputSchema } = procedure['~orpc']
      const { roots } = context.surroundings
      // Every schema of the contract is zod's; what has another shape than its schema says is refused right after this.
      if (roots !== null && inputSchema !== undefined)
        await assertPathsAllowed({ paths: pathsIn(inputSchema as z.core.$ZodType, input), roots })
      return await next()
    } catch (error) {
      const data = wireErrorOf(error)
      throw errors.FAILED({ message: data.message, data })
    }
  })
