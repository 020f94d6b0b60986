import { isFinished, type Job, type JobEvent, type JobProgress, type Measurement } from '../../contract/jobs'
import { SlicewrightError } from '../../domain/errors'
import { wireErrorOf } from './wireErrorOf'

/** What long work is given: it reports counts, never percent, and looks at `signal` between slices and between batches. */
export interface JobContext {
  readonly signal: AbortSignal
  report(progress: { stage: string; done: number; total: number; unit: string }): void
  measure(measurements: readonly Measurement[]): void
  note(message: string): void
}

interface RunningJob {
  job: Job
  readonly controller: AbortController
  readonly watchers: Set<Watcher>
  stageStartedAt: { stage: string; atMs: number; done: number } | null
}

/** Events wait here between two deliveries; progress is overwritten, measurements are gathered. */
interface Watcher {
  progress: JobProgress | null
  measurements: Measurement[]
  messages: string[]
  wake: () => void
}

/** At most ten deliveries a second to each watcher. */
const DELIVERY_INTERVAL_MS = 100

/** Runs long work beside the calls that start it, and tells whoever watches. */
export class JobRunner {
  private readonly jobs = new Map<string, RunningJob>()
  private count = 0

  start(kind: string, title: string, work: (context: JobContext) => Promise<unknown>): string {
    const jobId = `job-${++this.count}`
    const running: RunningJob = {
      job: {
        jobId,
        kind,
        title,
        workspace: null,
        state: 'running',
        isResumable: false,
        progress: null,
        messages: [],
        error: null,
        result: null,
      },
      controller: new AbortController(),
      watchers: new Set(),
      stageStartedAt: null,
    }
    this.jobs.set(jobId, running)
    void this.execute(running, work)
    return jobId
  }

  list(): Job[] {
    return [...this.jobs.values()].map(({ job }) => job)
  }

  cancel(jobId: string): void {
    this.find(jobId).controller.abort()
  }

  /** Cancels everything and waits until nothing runs. */
  async close(): Promise<void> {
    const running = [...this.jobs.values()].filter(({ job }) => !isFinished(job.state))
    for (const { controller } of running) controller.abort()
    await Promise.all(running.map(({ job }) => this.finished(job.jobId)))
  }

  /** A snapshot first, then changes, until the job has finished or `signal` aborts. */
  async *watch(jobId: string, signal?: AbortSignal): AsyncGenerator<JobEvent, void, void> {
    const running = this.find(jobId)
    let woken = Promise.withResolvers<undefined>()
    const watcher: Watcher = { progress: null, measurements: [], messages: [], wake: () => woken.resolve(undefined) }
    const stop = () => watcher.wake()
    signal?.addEventListener('abort', stop)
    running.watchers.add(watcher)
    try {
      let state = running.job.state
      yield { type: 'snapshot', job: running.job }
      while (!isFinished(state) && signal?.aborted !== true) {
        await woken.promise
        woken = Promise.withResolvers<undefined>()
        if (!isFinished(running.job.state)) await pause(DELIVERY_INTERVAL_MS)
        if (watcher.messages.length > 0) yield { type: 'noted', messages: watcher.messages.splice(0) }
        if (watcher.measurements.length > 0) yield { type: 'measured', measurements: watcher.measurements.splice(0) }
        if (watcher.progress !== null) {
          yield { type: 'progressed', progress: watcher.progress }
          watcher.progress = null
        }
        if (running.job.state !== state) {
          state = running.job.state
          yield { type: 'stateChanged', state, error: running.job.error, result: running.job.result }
        }
      }
    } finally {
      running.watchers.delete(watcher)
      signal?.removeEventListener('abort', stop)
    }
  }

  private async finished(jobId: string): Promise<void> {
    for await (const event of this.watch(jobId)) if (event.type === 'stateChanged' && isFinished(event.state)) return
  }

  private find(jobId: string): RunningJob {
    const running = this.jobs.get(jobId)
    if (running === undefined)
      throw new SlicewrightError(
        'UNKNOWN_ID',
        `There is no job "${jobId}" in this engine. Ask jobs.list for those there are.`,
      )
    return running
  }

  private async execute(running: RunningJob, work: (context: JobContext) => Promise<unknown>): Promise<void> {
    const tell = (change: (watcher: Watcher) => void) => {
      for (const watcher of running.watchers) {
        change(watcher)
        watcher.wake()
      }
    }
    const context: JobContext = {
      signal: running.controller.signal,
      report: (counts) => {
        const progress = { ...counts, remainingMs: remainingMs(running, counts) }
        running.job = { ...running.job, progress }
        tell((watcher) => (watcher.progress = progress))
      },
      measure: (measurements) => tell((watcher) => watcher.measurements.push(...measurements)),
      note: (message) => {
        running.job = { ...running.job, messages: [...running.job.messages, message] }
        tell((watcher) => watcher.messages.push(message))
      },
    }
    try {
      const result = await work(context)
      running.job = { ...running.job, state: 'done', result }
    } catch (error) {
      const wire = wireErrorOf(error)
      running.job = { ...running.job, state: wire.code === 'CANCELLED' ? 'cancelled' : 'failed', error: wire }
    }
    tell(() => undefined)
  }
}

/** Remaining time from the pace of the present stage; null until half a second and one count have passed. */
function remainingMs(running: RunningJob, counts: { stage: string; done: number; total: number }): number | null {
  const nowMs = performance.now()
  if (running.stageStartedAt?.stage !== counts.stage)
    running.stageStartedAt = { stage: counts.stage, atMs: nowMs, done: counts.done }
  const elapsedMs = nowMs - running.stageStartedAt.atMs
  const done = counts.done - running.stageStartedAt.done
  return elapsedMs < 500 || done <= 0 ? null : (elapsedMs / done) * (counts.total - counts.done)
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}
