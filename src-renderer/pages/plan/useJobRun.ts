import { shallowRef } from 'vue'
import { foldJob, type Job } from '../../../src-main/contract/jobs'
import type { EngineClient } from '../../client/Host'

/** One job that the page started and waits for. */
export function useJobRun(engine: EngineClient) {
  /** As it is now; null while none runs. */
  const job = shallowRef<Job | null>(null)
  const isRunning = shallowRef(false)

  /** @returns the ended job, whatever it ended as; null where it was never heard of */
  async function run(start: () => Promise<{ jobId: string }>): Promise<Job | null> {
    isRunning.value = true
    try {
      for await (const event of await engine.jobs.watch(await start())) job.value = foldJob(job.value, event)
      return job.value
    } finally {
      isRunning.value = false
      job.value = null
    }
  }

  return { job, isRunning, run }
}
