import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { isReadOnlyFailure, sqliteFailure } from './sqliteFailure'
import { WorkspaceDatabase } from './WorkspaceDatabase'

/** A reader or writer waits this long for the other's short transaction before it gives up. */
const BUSY_TIMEOUT_MS = 5000

/** Opens for writing, making the file if there is none. `migrate` makes a workspace of it. */
export function openForWriting(path: string): WorkspaceDatabase {
  try {
    return new WorkspaceDatabase(
      new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true }),
      path,
    )
  } catch (error) {
    throw sqliteFailure(error, path)
  }
}

export interface ReadableDatabase {
  readonly database: WorkspaceDatabase
  close(): void
}

/**
 * Opens without ever writing. A WAL database needs a shared-memory file beside it even for reading; where the folder cannot
 * be written, the file is read as immutable, or, if a writer died and left changes in the WAL, from a private copy of both.
 */
export function openForReading(path: string): ReadableDatabase {
  try {
    return opened(path, path)
  } catch (error) {
    if (!isReadOnlyFailure(error)) throw sqliteFailure(error, path)
  }
  try {
    if (sizeOf(`${path}-wal`) === 0) {
      const url = pathToFileURL(path)
      url.searchParams.set('immutable', '1')
      return opened(url, path)
    }
    return openedFromCopy(path)
  } catch (error) {
    throw sqliteFailure(error, path)
  }
}

function opened(location: string | URL, path: string): ReadableDatabase {
  const raw = new DatabaseSync(location, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  try {
    raw.prepare('SELECT count(*) FROM sqlite_schema').get()
  } catch (error) {
    raw.close()
    throw error
  }
  const database = new WorkspaceDatabase(raw, path)
  return { database, close: () => database.close() }
}

function openedFromCopy(path: string): ReadableDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'slicewright-read-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const copy = join(folder, basename(path))
  try {
    copyFileSync(path, copy)
    copyFileSync(`${path}-wal`, `${copy}-wal`)
    const readable = opened(copy, path)
    return {
      database: readable.database,
      close: () => {
        readable.close()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
