import { implement } from '@orpc/server'
import { contract } from '../contract'
import type { ComputeTurn } from './jobs/ComputeTurn'
import type { JobRunner } from './jobs/JobRunner'
import { wireErrorOf } from './jobs/wireErrorOf'

/** What every handler is given. */
export interface EngineContext {
  readonly jobs: JobRunner
  /** Whoever trains or runs networks takes turns here. */
  readonly compute: ComputeTurn
}

/** The contract, ready to be implemented: whatever a handler throws leaves as the one typed error `FAILED`. */
export const implementer = implement(contract)
  .$context<EngineContext>()
  .use(async ({ next, errors }) => {
    try {
      return await next()
    } catch (error) {
      const data = wireErrorOf(error)
      throw errors.FAILED({ message: data.message, data })
    }
  })
