import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Linux counts processor time in hundredths of a second, whatever its own tick is. */
const TICKS_PER_SECOND = 100

interface ProcessorTime {
  readonly wallSeconds: number
  /** Of all processes and the kernel. */
  readonly busySeconds: number
  /** Of this process and of its children that have ended, with theirs. */
  readonly ownSeconds: number
}

/**
 * Tells how busy others kept the machine since it was called: 0 idle, 1 all cores taken. Null where the system does not say
 * (/proc is Linux).
 */
export function watchOtherLoad(): () => number | null {
  const before = processorTime()
  return () => {
    const after = processorTime()
    if (before === null || after === null) return null
    const wallSeconds = after.wallSeconds - before.wallSeconds
    const otherSeconds = after.busySeconds - before.busySeconds - (after.ownSeconds - before.ownSeconds)
    return Math.max(0, otherSeconds / wallSeconds / availableParallelism())
  }
}

function processorTime(): ProcessorTime | null {
  try {
    const [user, nice, system, , , interrupts, softInterrupts] = numbersAfter(
      readFileSync('/proc/stat', 'utf8'),
      'cpu ',
    )
    // man 5 proc: after "(name) state", utime, stime, cutime and cstime are numbers 11 to 14.
    const own = numbersAfter(readFileSync('/proc/self/stat', 'utf8'), ') ').slice(11, 15)
    return {
      wallSeconds: performance.now() / 1000,
      busySeconds: sum([user, nice, system, interrupts, softInterrupts]) / TICKS_PER_SECOND,
      ownSeconds: sum(own) / TICKS_PER_SECOND,
    }
  } catch {
    return null
  }
}

/** The numbers of the line behind `mark`; what is not a number becomes NaN. */
function numbersAfter(text: string, mark: string): number[] {
  const start = text.indexOf(mark) + mark.length
  return text.slice(start).split('\n')[0]!.trim().split(/\s+/).map(Number)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
