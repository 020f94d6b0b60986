import { DatabaseSync } from 'node:sqlite'
import { SlicewrightError } from '../../domain/errors'
import { isBusyFailure, sqliteFailure } from './sqliteFailure'

/**
 * The one writer's right: an exclusive transaction on a database that holds nothing. The operating system frees it when the
 * process dies, however it dies, so there is no stale lock to clean up.
 */
export class WorkspaceLock {
  /** Keeps held locks from the garbage collector, which would close their connections and so let them go. */
  private static readonly held = new Set<WorkspaceLock>()
  private readonly database: DatabaseSync

  private constructor(database: DatabaseSync) {
    this.database = database
  }

  /** @throws SlicewrightError WORKSPACE_LOCKED at once where another process (or another part of this one) writes */
  static acquire(path: string): WorkspaceLock {
    let database: DatabaseSync | null = null
    try {
      database = new DatabaseSync(path, { timeout: 0 })
      // No journal file beside the lock: nothing is ever written into it.
      database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
      const lock = new WorkspaceLock(database)
      WorkspaceLock.held.add(lock)
      return lock
    } catch (error) {
      database?.close()
      if (!isBusyFailure(error)) throw sqliteFailure(error, path)
      throw new SlicewrightError(
        'WORKSPACE_LOCKED',
        `Another process is writing to this workspace (${path} is locked). Wait until it has finished or end it; ` +
          'commands that only read work meanwhile.',
        { cause: error, details: { path } },
      )
    }
  }

  release(): void {
    WorkspaceLock.held.delete(this)
    if (this.database.isOpen) this.database.close()
  }
}
