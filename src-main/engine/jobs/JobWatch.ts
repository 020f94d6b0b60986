import type { Job, JobEvent, JobProgress, Measurement, ProducedSlice } from '../../contract/jobs'

/** What has happened to one job since the last delivery; progress is overwritten, the rest is gathered. */
interface Pending {
  isNew: boolean
  isRemoved: boolean
  isStateChanged: boolean
  progress: JobProgress | null
  readonly measurements: Measurement[]
  readonly messages: string[]
  readonly produced: ProducedSlice[]
}

/** What a watcher is told; no event means that the job was dismissed. */
interface JobNews {
  readonly jobId: string
  readonly event: JobEvent | null
}

/** At most ten deliveries a second to each watcher. */
const DELIVERY_INTERVAL_MS = 100

/** One who watches one job or all of them: gathers what happens between two deliveries. */
export class JobWatch {
  private readonly pending = new Map<string, Pending>()
  private woken = Promise.withResolvers<undefined>()
  private isUrgent = false
  private lastTakenMs = -Infinity

  private readonly jobId: string | null

  /** @param jobId the only one to watch; null for all, those that start later too */
  constructor(jobId: string | null) {
    this.jobId = jobId
  }

  /** Notes something about a job; `change` gathers. State changes are delivered without waiting. */
  tell(jobId: string, change: (pending: Pending) => void): void {
    if (this.jobId !== null && this.jobId !== jobId) return
    const pending = this.pending.get(jobId) ?? nothing()
    this.pending.set(jobId, pending)
    change(pending)
    if (pending.isStateChanged || pending.isNew || pending.isRemoved) this.isUrgent = true
    this.wake()
  }

  wake(): void {
    this.woken.resolve(undefined)
  }

  /** Waits for something to happen (or for `wake`) and says what, the state of each job last. */
  async take(jobOf: (jobId: string) => Job | undefined): Promise<JobNews[]> {
    await this.woken.promise
    // News after a quiet time goes out at once.
    const waitMs = this.lastTakenMs + DELIVERY_INTERVAL_MS - performance.now()
    if (!this.isUrgent && waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    this.lastTakenMs = performance.now()
    this.woken = Promise.withResolvers<undefined>()
    this.isUrgent = false
    const taken = [...this.pending]
    this.pending.clear()
    return taken.flatMap(([jobId, pending]): JobNews[] =>
      pending.isRemoved ? [{ jobId, event: null }] : eventsOf(pending, jobOf(jobId)).map((event) => ({ jobId, event })),
    )
  }
}

function nothing(): Pending {
  return {
    isNew: false,
    isRemoved: false,
    isStateChanged: false,
    progress: null,
    measurements: [],
    messages: [],
    produced: [],
  }
}

function eventsOf(pending: Pending, job: Job | undefined): JobEvent[] {
  if (job === undefined) return []
  // A snapshot says all there is to say, but for what a job does not keep.
  if (pending.isNew) return [{ type: 'snapshot', job }, ...passing(pending)]
  const events: JobEvent[] = []
  if (pending.messages.length > 0) events.push({ type: 'noted', messages: pending.messages })
  events.push(...passing(pending))
  if (pending.progress !== null) events.push({ type: 'progressed', progress: pending.progress })
  if (pending.isStateChanged)
    events.push({ type: 'stateChanged', state: job.state, error: job.error, result: job.result })
  return events
}

function passing({ measurements, produced }: Pending): JobEvent[] {
  const events: JobEvent[] = []
  if (measurements.length > 0) events.push({ type: 'measured', measurements })
  if (produced.length > 0) events.push({ type: 'produced', slices: produced })
  return events
}
