import type { WriteStream } from 'node:tty'
import { describeDuration } from '../../../src-main/hosts/cli/ProgressLine'
import type { FinishedCell } from './runCell'
import type { StudyCell } from './studyCells'

/** One line on stderr: how many cells are done, what is being computed, and how long the rest will take. */
export class StudyProgress {
  private readonly stream: WriteStream
  private readonly cells: readonly StudyCell[]
  private readonly finished = new Set<StudyCell>()
  private readonly secondsByKind = new Map<string, number[]>()
  private lastWrittenAtMs = Number.NEGATIVE_INFINITY

  constructor(stream: WriteStream, cells: readonly StudyCell[]) {
    this.stream = stream
    this.cells = cells
  }

  finish({ cell, cases, estimate }: FinishedCell): void {
    this.finished.add(cell)
    const seconds = cases.reduce((sum, each) => sum + each.seconds, estimate.seconds)
    for (const kind of kindsOf(cell)) this.secondsByKind.set(kind, [...(this.secondsByKind.get(kind) ?? []), seconds])
  }

  show(
    cell: StudyCell,
    { stage, done, total, unit }: { stage: string; done: number; total: number; unit: string },
  ): void {
    const nowMs = performance.now()
    if (nowMs - this.lastWrittenAtMs < (this.stream.isTTY ? 200 : 10_000)) return
    this.lastWrittenAtMs = nowMs
    const { method, cohort, densityFraction, seed } = cell
    const what = `${method.id} on ${cohort.set}, ${cohort.half}, ρ ${densityFraction}, seed ${seed}`
    const text = `${this.finished.size}/${this.cells.length} · ${what}: ${stage} ${done}/${total} ${unit} · ${this.remaining()}`
    this.stream.write(
      this.stream.isTTY ? `\r\u001b[2K${text.slice(0, Math.max(20, this.stream.columns - 1))}` : `${text}\n`,
    )
  }

  note(text: string): void {
    this.stream.write(`${this.stream.isTTY ? '\r\u001b[2K' : ''}${text}\n`)
  }

  /** From cells of the same method and set, else of the same method; methods of which none is finished are named. */
  private remaining(): string {
    let seconds = 0
    const unknown = new Set<string>()
    for (const cell of this.cells) {
      if (this.finished.has(cell)) continue
      const samples = kindsOf(cell)
        .map((kind) => this.secondsByKind.get(kind))
        .find((each) => each !== undefined)
      if (samples === undefined) unknown.add(cell.method.id)
      else seconds += samples.reduce((sum, each) => sum + each, 0) / samples.length
    }
    const rest = unknown.size === 0 ? '' : `${[...unknown].join(', ')}, not timed yet`
    const known = seconds === 0 && rest !== '' ? '' : `${describeDuration(seconds * 1000)} left`
    return [known, rest].filter((text) => text !== '').join(' and ')
  }
}

function kindsOf({ method, cohort }: StudyCell): [string, string] {
  return [`${method.id} ${cohort.set}`, method.id]
}
