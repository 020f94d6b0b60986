import {
  isFinished,
  type Job,
  type JobEvent,
  type JobsEvent,
  type Measurement,
  type ProducedSlice,
} from '../../contract/jobs'
import { SlicewrightError } from '../../domain/errors'
import type { JobJournal } from '../../io/jobs/JobJournal'
import { JobWatch } from './JobWatch'
import { wireErrorOf } from './wireErrorOf'

/** What long work is given: it reports counts, never percent, and looks at `signal` between slices and between batches. */
export interface JobContext {
  readonly signal: AbortSignal
  report(progress: { stage: string; done: number; total: number; unit: string }): void
  measure(measurements: readonly Measurement[]): void
  /** Slices of a label layer that are there to be fetched. */
  produce(slices: readonly ProducedSlice[]): void
  note(message: string): void
}

type Work = (context: JobContext) => Promise<unknown>

/** Work that keeps what it has done on disk: begun again with the same input, it goes on. */
export type ResumableWork = (input: unknown, context: JobContext) => Promise<unknown>

/** Why a job is to stop; a later reason that says more replaces an earlier one. */
type Stop = 'pause' | 'close' | 'cancel'

interface KeptJob {
  job: Job
  /** Null for work that cannot be begun again. */
  readonly input: { readonly value: unknown } | null
  controller: AbortController
  stop: Stop | null
  ended: Promise<void>
  stageStartedAt: { stage: string; atMs: number; done: number } | null
}

/** Runs long work beside the calls that start it, and tells whoever watches. */
export class JobRunner {
  private readonly kept = new Map<string, KeptJob>()
  private readonly watches = new Set<JobWatch>()
  private readonly resumable = new Map<string, ResumableWork>()
  private readonly journal: JobJournal | null
  private count = 0

  /** @param journal with it, jobs that an engine left when it died are there again as `interrupted` */
  constructor(journal: JobJournal | null = null) {
    this.journal = journal
    for (const { jobId, kind, title, workspace, isResumable, input, state } of journal?.list() ?? []) {
      const kept = keptJob({ jobId, kind, title, workspace, isResumable, input: isResumable ? { value: input } : null })
      kept.job = { ...kept.job, state: state === 'paused' ? 'paused' : 'interrupted' }
      this.kept.set(jobId, kept)
      this.count = Math.max(this.count, Number.parseInt(jobId.replace(/^job-/, '')) || 0)
    }
  }

  start(kind: string, title: string, work: Work, { workspace = null }: { workspace?: string | null } = {}): string {
    return this.begin({ kind, title, workspace, input: null }, work)
  }

  /** Says what work of a kind is, once, when the engine is made: so it can be begun again in another process. */
  defineResumable(kind: string, work: ResumableWork): void {
    this.resumable.set(kind, work)
  }

  /** @param input plain JSON; all that the work needs */
  startResumable(request: { kind: string; title: string; workspace: string | null; input: unknown }): string {
    const { input, ...facts } = request
    return this.begin({ ...facts, input: { value: input } }, this.workOf(request.kind, input))
  }

  list(): Job[] {
    return [...this.kept.values()].map(({ job }) => job)
  }

  /** A job that does not run any more is cancelled for good: it cannot be resumed. */
  cancel(jobId: string): void {
    const kept = this.find(jobId)
    const { state } = kept.job
    if (state === 'paused' || state === 'interrupted') this.change(kept, { state: 'cancelled' })
    else if (!isFinished(state)) stop(kept, 'cancel')
  }

  /** @throws SlicewrightError BAD_REQUEST if the job cannot be resumed later */
  pause(jobId: string): void {
    const kept = this.find(jobId)
    if (!kept.job.isResumable)
      throw new SlicewrightError('BAD_REQUEST', `"${kept.job.title}" cannot be paused; it can be cancelled.`)
    if (kept.job.state === 'paused' || isFinished(kept.job.state)) return
    this.change(kept, { state: 'pausing' })
    stop(kept, 'pause')
  }

  /** @throws SlicewrightError BAD_REQUEST if it is not paused, interrupted or failed, or is of a kind that cannot go on */
  resume(jobId: string): void {
    const kept = this.find(jobId)
    const { job, input } = kept
    if (input === null || !['paused', 'interrupted', 'failed'].includes(job.state))
      throw new SlicewrightError('BAD_REQUEST', `"${job.title}" is ${job.state} and cannot be resumed. Start it again.`)
    const work = this.workOf(job.kind, input.value)
    kept.controller = new AbortController()
    kept.stop = null
    kept.stageStartedAt = null
    this.change(kept, { state: 'running', error: null, progress: null })
    kept.ended = this.execute(kept, work)
  }

  dismiss(jobId: string): void {
    const kept = this.find(jobId)
    if (!isFinished(kept.job.state))
      throw new SlicewrightError('BAD_REQUEST', `"${kept.job.title}" has not ended. Cancel it first.`)
    this.kept.delete(jobId)
    this.journal?.remove(jobId)
    this.tell(jobId, (pending) => (pending.isRemoved = true))
  }

  /** Stops everything and waits until nothing runs. What can be resumed is kept as `interrupted`. */
  async close(): Promise<void> {
    for (const kept of this.kept.values()) stop(kept, 'close')
    await Promise.all([...this.kept.values()].map(({ ended }) => ended))
  }

  /** A snapshot first, then changes, until the job has finished or `signal` aborts. */
  async *watch(jobId: string, signal?: AbortSignal): AsyncGenerator<JobEvent, void, void> {
    const { job } = this.find(jobId)
    const watch = this.openWatch(jobId, signal)
    try {
      yield { type: 'snapshot', job }
      let isOver = isFinished(job.state)
      while (!isOver && signal?.aborted !== true)
        for (const { event } of await watch.take((id) => this.kept.get(id)?.job)) {
          if (event !== null) yield event
          isOver ||= event === null || (event.type === 'stateChanged' && isFinished(event.state))
        }
    } finally {
      this.watches.delete(watch)
    }
  }

  /** A snapshot of all jobs first, then changes and new jobs, until `signal` aborts. */
  async *watchAll(signal?: AbortSignal): AsyncGenerator<JobsEvent, void, void> {
    const watch = this.openWatch(null, signal)
    try {
      yield { type: 'snapshot', jobs: this.list() }
      while (signal?.aborted !== true)
        for (const { jobId, event } of await watch.take((id) => this.kept.get(id)?.job))
          yield event === null ? { type: 'removed', jobId } : { type: 'changed', jobId, event }
    } finally {
      this.watches.delete(watch)
    }
  }

  private openWatch(jobId: string | null, signal: AbortSignal | undefined): JobWatch {
    const watch = new JobWatch(jobId)
    this.watches.add(watch)
    signal?.addEventListener('abort', () => watch.wake(), { once: true })
    return watch
  }

  private begin(request: NewJob, work: Work): string {
    const jobId = `job-${++this.count}`
    const kept = keptJob({ ...request, jobId, isResumable: request.input !== null })
    this.kept.set(jobId, kept)
    this.write(kept)
    this.tell(jobId, (pending) => (pending.isNew = true))
    kept.ended = this.execute(kept, work)
    return jobId
  }

  private workOf(kind: string, input: unknown): Work {
    const work = this.resumable.get(kind)
    if (work === undefined)
      throw new SlicewrightError('UNKNOWN_ID', `Jobs of kind "${kind}" cannot be begun again by this version.`)
    return (context) => work(input, context)
  }

  private find(jobId: string): KeptJob {
    const kept = this.kept.get(jobId)
    if (kept === undefined)
      throw new SlicewrightError(
        'UNKNOWN_ID',
        `There is no job "${jobId}" in this engine. Ask jobs.list for those there are.`,
      )
    return kept
  }

  private async execute(kept: KeptJob, work: Work): Promise<void> {
    const { signal } = kept.controller
    try {
      const result = await work(this.contextOf(kept, signal))
      this.change(kept, { state: 'done', result })
    } catch (error) {
      const wire = wireErrorOf(error)
      if (wire.code !== 'CANCELLED') return this.change(kept, { state: 'failed', error: wire })
      const isKept = kept.job.isResumable && kept.stop !== 'cancel'
      if (isKept) this.change(kept, { state: kept.stop === 'pause' ? 'paused' : 'interrupted' })
      else this.change(kept, { state: 'cancelled', error: wire })
    }
  }

  private contextOf(kept: KeptJob, signal: AbortSignal): JobContext {
    const { jobId } = kept.job
    return {
      signal,
      report: (counts) => {
        const progress = { ...counts, remainingMs: remainingMs(kept, counts) }
        kept.job = { ...kept.job, progress }
        this.tell(jobId, (pending) => (pending.progress = progress))
      },
      measure: (measurements) => this.tell(jobId, (pending) => pending.measurements.push(...measurements)),
      produce: (slices) => this.tell(jobId, (pending) => pending.produced.push(...slices)),
      note: (message) => {
        kept.job = { ...kept.job, messages: [...kept.job.messages, message] }
        this.tell(jobId, (pending) => pending.messages.push(message))
      },
    }
  }

  private change(kept: KeptJob, change: Partial<Job>): void {
    kept.job = { ...kept.job, ...change }
    this.write(kept)
    this.tell(kept.job.jobId, (pending) => (pending.isStateChanged = true))
  }

  /** Only what has not ended is worth remembering. */
  private write({ job, input }: KeptJob): void {
    const { jobId, kind, title, workspace, isResumable, state } = job
    if (isFinished(state) && state !== 'interrupted') this.journal?.remove(jobId)
    else this.journal?.set({ jobId, kind, title, workspace, isResumable, input: input?.value, state })
  }

  private tell(jobId: string, change: Parameters<JobWatch['tell']>[1]): void {
    for (const watch of this.watches) watch.tell(jobId, change)
  }
}

interface NewJob {
  readonly kind: string
  readonly title: string
  readonly workspace: string | null
  readonly input: KeptJob['input']
}

function keptJob(request: NewJob & { jobId: string; isResumable: boolean }): KeptJob {
  const { jobId, kind, title, workspace, isResumable, input } = request
  const nothing = { progress: null, messages: [], error: null, result: null }
  const job: Job = { jobId, kind, title, workspace, state: 'running', isResumable, ...nothing }
  return { job, input, controller: new AbortController(), stop: null, ended: Promise.resolve(), stageStartedAt: null }
}

function stop(kept: KeptJob, reason: Stop): void {
  kept.stop = reason
  kept.controller.abort()
}

/** Remaining time from the pace of the present stage; null until half a second and one count have passed. */
function remainingMs(kept: KeptJob, counts: { stage: string; done: number; total: number }): number | null {
  const nowMs = performance.now()
  if (kept.stageStartedAt?.stage !== counts.stage)
    kept.stageStartedAt = { stage: counts.stage, atMs: nowMs, done: counts.done }
  const elapsedMs = nowMs - kept.stageStartedAt.atMs
  const done = counts.done - kept.stageStartedAt.done
  return elapsedMs < 500 || done <= 0 ? null : (elapsedMs / done) * (counts.total - counts.done)
}
