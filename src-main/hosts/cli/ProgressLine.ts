import type { WriteStream } from 'node:tty'
import type { JobProgress } from '../../contract/jobs'

/** Progress on stderr: one line that rewrites itself on a terminal, a plain line every few seconds elsewhere. */
export class ProgressLine {
  private lastWrittenAtMs = Number.NEGATIVE_INFINITY
  private lastStage = ''
  private isOpen = false
  private readonly stream: WriteStream

  constructor(stream: WriteStream) {
    this.stream = stream
  }

  show(progress: JobProgress): void {
    const text = describeProgress(progress)
    if (this.stream.isTTY) {
      this.stream.write(`\r\u001b[2K${text.slice(0, Math.max(20, this.stream.columns - 1))}`)
      this.isOpen = true
      return
    }
    const nowMs = performance.now()
    if (progress.stage === this.lastStage && nowMs - this.lastWrittenAtMs < 5000) return
    this.lastStage = progress.stage
    this.lastWrittenAtMs = nowMs
    this.stream.write(`${text}\n`)
  }

  note(message: string): void {
    this.end()
    this.stream.write(`${message}\n`)
  }

  end(): void {
    if (this.isOpen) this.stream.write('\r\u001b[2K')
    this.isOpen = false
  }
}

function describeProgress({ stage, done, total, unit, remainingMs }: JobProgress): string {
  const width = 24
  const filled = total > 0 ? Math.round((width * done) / total) : 0
  const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`
  return `${stage} ${bar} ${done}/${total} ${unit}${remainingMs === null ? '' : `, ${describeDuration(remainingMs)} left`}`
}

export function describeDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
