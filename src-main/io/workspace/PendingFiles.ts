import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import type { WorkspaceDatabase } from './WorkspaceDatabase'

/**
 * Files announced before they are written, so that a crash leaves nothing that nobody knows: a file is announced, written,
 * and settled in the transaction that refers to it. What is still announced at the next opening belongs to nobody and goes.
 * Only announced files are ever deleted.
 */
export class PendingFiles {
  private readonly database: WorkspaceDatabase
  private readonly folder: string

  constructor(database: WorkspaceDatabase, folder: string) {
    this.database = database
    this.folder = folder
  }

  /** @param paths absolute paths inside the workspace, none of which a case refers to yet */
  announce(paths: readonly string[]): void {
    this.database.transaction(() => {
      for (const path of paths)
        this.database.run('INSERT OR IGNORE INTO pending_files (file) VALUES (:file)', { file: this.stored(path) })
    })
  }

  /** Deletes announced files now. @param paths absolute; no case refers to them (any more) */
  remove(paths: readonly string[]): void {
    for (const path of paths) {
      rmSync(path, { force: true })
      this.database.run('DELETE FROM pending_files WHERE file = :file', { file: this.stored(path) })
    }
  }

  /** Deletes announced files that `ownFiles` does not hold, and the temporary files they were being written through. */
  clean(ownFiles: ReadonlySet<string>): void {
    const pending = this.database.all('SELECT file FROM pending_files').map((row) => String(row['file']))
    if (pending.length === 0) return
    for (const file of pending) {
      const path = join(this.folder, file)
      if (!ownFiles.has(file)) rmSync(path, { force: true })
      this.removeTemporaryFilesOf(path)
    }
    this.database.run('DELETE FROM pending_files')
  }

  private removeTemporaryFilesOf(path: string): void {
    const folder = dirname(path)
    const prefix = `.${basename(path)}.`
    for (const name of listed(folder)) if (name.startsWith(prefix)) rmSync(join(folder, name), { force: true })
  }

  private stored(path: string): string {
    return relative(this.folder, path).split(sep).join('/')
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
