import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { foldJobs, isFinished, type Job, type Measurement, type ProducedSlice } from '../../src-main/contract/jobs'
import type { EngineClient } from '../client/Host'

/** What else happens in jobs besides their state: curves grow, masks appear. */
type JobNews =
  | { readonly type: 'measured'; readonly jobId: string; readonly measurements: readonly Measurement[] }
  | { readonly type: 'produced'; readonly jobId: string; readonly slices: readonly ProducedSlice[] }
  | { readonly type: 'ended'; readonly job: Job }

/** Mirrors the engine's jobs; changed by its events only. */
export const useJobsStore = defineStore('jobs', () => {
  const jobs = shallowRef<readonly Job[]>([])
  const listeners = new Set<(news: JobNews) => void>()
  const running = computed(() => jobs.value.filter(({ state }) => !isFinished(state) && state !== 'paused'))

  /** Follows the engine until `signal` aborts or the connection ends; called again when it is back. */
  async function follow(engine: EngineClient, signal: AbortSignal): Promise<void> {
    for await (const event of await engine.jobs.watchAll(undefined, { signal })) {
      const before = jobs.value
      jobs.value = foldJobs(before, event)
      if (event.type !== 'changed') continue
      const { jobId, event: change } = event
      if (change.type === 'measured') tell({ type: 'measured', jobId, measurements: change.measurements })
      if (change.type === 'produced') tell({ type: 'produced', jobId, slices: change.slices })
      const job = find(jobId)
      if (change.type === 'stateChanged' && job !== null && isFinished(job.state)) tell({ type: 'ended', job })
    }
  }

  function find(jobId: string): Job | null {
    return jobs.value.find((each) => each.jobId === jobId) ?? null
  }

  /** Returns the way to stop listening. */
  function listen(listener: (news: JobNews) => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  function tell(news: JobNews): void {
    for (const listener of listeners) listener(news)
  }

  return { jobs, running, follow, find, listen }
})
