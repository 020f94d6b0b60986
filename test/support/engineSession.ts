import { onTestFinished } from 'vitest'
import { foldJob, type Job } from '../../src-main/contract/jobs'
import type { EngineSurroundings } from '../../src-main/engine/implementer'
import { createEngine, type Engine, type EngineClient } from '../../src-main/engine/createEngine'

export interface EngineSession {
  readonly engine: Engine
  readonly client: EngineClient
  /** The job's result, once it is done; rejects with the job's wire error otherwise. */
  finished(started: { jobId: string }): Promise<unknown>
}

/** An engine in this process, closed when the test has finished. */
export function engineSession(surroundings: Partial<EngineSurroundings> = {}): EngineSession {
  const engine = createEngine({ userFolder: null, roots: null, ...surroundings })
  onTestFinished(() => engine.close())
  return {
    engine,
    client: engine.client,
    finished: async ({ jobId }) => {
      let job: Job | null = null
      for await (const event of await engine.client.jobs.watch({ jobId })) job = foldJob(job, event)
      if (job?.state === 'done') return job.result
      throw Object.assign(new Error(job?.error?.message ?? `Job ${jobId} never ended.`), { code: job?.error?.code })
    },
  }
}
