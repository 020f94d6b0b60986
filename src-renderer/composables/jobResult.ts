import { foldJob, isFinished, type Job } from '../../src-main/contract/jobs'
import type { WireError } from '../../src-main/contract/errors'
import type { EngineClient } from '../client/Host'

/** A job that did not end well, as the error of whoever waits for it. */
export class JobFailure extends Error {
  readonly wire: WireError

  constructor(wire: WireError) {
    super(wire.message)
    this.wire = wire
  }
}

/**
 * Waits for the end of a job.
 * @returns its result, in the schema that the contract names beside the method
 * @throws JobFailure where it failed, was cancelled, or stands still (paused, interrupted)
 */
export async function jobResult(engine: EngineClient, jobId: string, signal?: AbortSignal): Promise<unknown> {
  let job: Job | null = null
  const options = signal === undefined ? {} : { signal }
  for await (const event of await engine.jobs.watch({ jobId }, options)) {
    job = foldJob(job, event)
    if (isFinished(job.state)) break
  }
  if (job?.state === 'done') return job.result
  throw new JobFailure(job?.error ?? { code: 'CANCELLED', message: 'The work was stopped.', details: {} })
}
