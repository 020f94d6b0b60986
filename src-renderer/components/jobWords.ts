import { isFinished, type Job, type JobProgress, type JobState } from '../../src-main/contract/jobs'

/** `about 3 min left`; null until the pace is known. */
export function remainingText(remainingMs: number | null): string | null {
  if (remainingMs === null) return null
  const seconds = Math.round(remainingMs / 1000)
  if (seconds < 60) return `about ${Math.max(1, seconds)} s left`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `about ${minutes} min left`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `about ${hours} h ${minutes % 60} min left` : `about ${Math.round(hours / 24)} days left`
}

/** `import: 12 of 40 cases`. */
export function progressText({ stage, done, total, unit }: JobProgress): string {
  return `${stage}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${unit}`
}

const STATE_WORDS: Readonly<Record<JobState, string>> = {
  queued: 'waiting',
  running: 'running',
  pausing: 'pausing after this step',
  paused: 'paused',
  interrupted: 'interrupted',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
}

export function stateText(state: JobState): string {
  return STATE_WORDS[state]
}

/** Whether it wants to be seen without being asked for: it runs, waits to go on, or went wrong. */
export function isOfInterest({ state }: Job): boolean {
  return !isFinished(state) || state === 'failed' || state === 'interrupted'
}
