import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { RUN_STATES } from '../../domain/experiment/runStates'

const entrySchema = z.object({
  jobId: z.string(),
  kind: z.string(),
  title: z.string(),
  workspace: z.string().nullable(),
  isResumable: z.boolean(),
  /** What the work was started with, so that it can be started again. */
  input: z.unknown(),
  state: z.enum(RUN_STATES),
})
export type JournalEntry = z.infer<typeof entrySchema>

/**
 * Remembers on disk which jobs run, so that an engine that died does not take them with it. Each engine has a file of its own,
 * named by its process: several may run at once, and the next one to start takes over the files of those that are gone.
 */
export class JobJournal {
  private readonly path: string
  private readonly entries: Map<string, JournalEntry>

  /** @param folder made if it is not there */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    this.path = join(folder, `${process.pid}.json`)
    const left = takeOver(folder).map((entry): [string, JournalEntry] => [entry.jobId, entry])
    this.entries = new Map(left)
    this.save()
  }

  /** What engines before this one left unfinished, oldest first. */
  list(): JournalEntry[] {
    return [...this.entries.values()]
  }

  set(entry: JournalEntry): void {
    this.entries.set(entry.jobId, entry)
    this.save()
  }

  remove(jobId: string): void {
    if (this.entries.delete(jobId)) this.save()
  }

  private save(): void {
    const temporary = `${this.path}.tmp`
    writeFileSync(temporary, JSON.stringify(this.list()), { flush: true })
    renameSync(temporary, this.path)
  }
}

/** Reads and removes the files of engines that no longer run. A file that cannot be read is left where it is. */
function takeOver(folder: string): JournalEntry[] {
  const files = readdirSync(folder).filter((name) => /^\d+\.json$/.test(name) && !isAlive(Number.parseInt(name)))
  return files.flatMap((name) => {
    const path = join(folder, name)
    try {
      const entries = z.array(entrySchema).parse(JSON.parse(readFileSync(path, 'utf8')))
      rmSync(path)
      return entries
    } catch {
      return []
    }
  })
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
