import { readdirSync, readFileSync } from 'node:fs'

/** A process as Linux knows it. `startedAt` tells it from a later one with the same number. */
export interface ProcessEntry {
  readonly pid: number
  readonly parentPid: number
  readonly startedAt: string
  readonly command: string
}

/** `pid` and all that descends from it, zombies left out. */
export function processTree(pid: number): ProcessEntry[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readProcess(Number(name)) : []))
  const found = all.filter((each) => each.pid === pid)
  for (const parent of found) found.push(...all.filter(({ parentPid }) => parentPid === parent.pid))
  return found
}

/** Those of `entries` that are still there. */
export function stillRunning(entries: readonly ProcessEntry[]): ProcessEntry[] {
  return entries.filter(({ pid, startedAt }) => readProcess(pid).some((now) => now.startedAt === startedAt))
}

function readProcess(pid: number): ProcessEntry[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold anything, brackets and spaces too.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z') return []
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ')
    return [{ pid, parentPid: Number(fields[1]), startedAt: fields[19] ?? '', command }]
  } catch {
    return []
  }
}
