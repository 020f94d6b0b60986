import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { foldJob, type Job, type Measurement } from '../../../src-main/contract/jobs'
import { useEngine } from '../../client/injection'

/** The pace is that of the last seconds: a mean over hours would hide that a machine has become slow. */
const PACE_WINDOW_MS = 15_000
const RETRY_MS = 2000

/** Follows one job until it is done for good, through restarts of the engine too. */
export function useJob(jobId: Ref<string | null>, onMeasured: (measurements: readonly Measurement[]) => void) {
  const engine = useEngine()
  const job = shallowRef<Job | null>(null)
  const stepsPerSecond = shallowRef<number | null>(null)
  /** Of the whole grid; kept while a run is evaluated, which says nothing of it. */
  const remainingMs = shallowRef<number | null>(null)
  let paces: { atMs: number; done: number }[] = []

  async function follow(id: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const event of await engine.jobs.watch({ jobId: id }, { signal })) {
          if (signal.aborted) return
          job.value = foldJob(job.value, event)
          if (event.type === 'measured') onMeasured(event.measurements)
          if (event.type === 'progressed' && event.progress.unit === 'steps') notePace(event.progress)
        }
        // A job that was interrupted or has failed may be resumed: then there is news again.
        if (job.value?.state === 'done' || job.value?.state === 'cancelled') return
      } catch {
        // The engine is away, or this one does not know the job: the page's own list says so.
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }

  function notePace({ done, remainingMs: remaining }: { done: number; remainingMs: number | null }): void {
    const atMs = performance.now()
    if (paces.length > 0 && done < paces[paces.length - 1].done) paces = []
    paces = [...paces.filter((each) => atMs - each.atMs < PACE_WINDOW_MS), { atMs, done }]
    const [first] = paces
    const seconds = (atMs - first.atMs) / 1000
    stepsPerSecond.value = seconds < 1 ? null : (done - first.done) / seconds
    if (remaining !== null) remainingMs.value = remaining
  }

  let following = new AbortController()
  watch(
    jobId,
    (id) => {
      following.abort()
      following = new AbortController()
      job.value = null
      stepsPerSecond.value = null
      remainingMs.value = null
      paces = []
      if (id !== null) void follow(id, following.signal)
    },
    { immediate: true },
  )
  onScopeDispose(() => following.abort())
  return { job, stepsPerSecond, remainingMs }
}
