import type { WorkspaceDatabase } from './WorkspaceDatabase'

export type ImportState = 'running' | 'interrupted' | 'done' | 'failed' | 'cancelled'

/** Which folders were imported, how, and how that ended. */
export interface ImportEntry {
  readonly importId: number
  readonly dataset: string
  readonly folder: string
  readonly settings: unknown
  readonly state: ImportState
  /** Counts and problems of a finished import; null otherwise. */
  readonly summary: unknown
  readonly startedAt: string
  readonly finishedAt: string | null
}

export class ImportJournal {
  private readonly database: WorkspaceDatabase

  constructor(database: WorkspaceDatabase) {
    this.database = database
  }

  /** Returns the entry's id. */
  begin({ dataset, folder, settings }: { dataset: string; folder: string; settings: unknown }): number {
    const row = this.database.get(
      `INSERT INTO imports (dataset, folder, settings, state, started_at)
       VALUES (:dataset, :folder, :settings, 'running', :now) RETURNING import_id`,
      { dataset, folder, settings: JSON.stringify(settings), now: new Date().toISOString() },
    )
    return Number(row?.['import_id'])
  }

  end(importId: number, state: Exclude<ImportState, 'running'>, summary: unknown = null): void {
    this.database.run(
      'UPDATE imports SET state = :state, summary = :summary, finished_at = :now WHERE import_id = :importId',
      { importId, state, summary: JSON.stringify(summary), now: new Date().toISOString() },
    )
  }

  markInterrupted(): void {
    this.database.run(`UPDATE imports SET state = 'interrupted' WHERE state = 'running'`)
  }

  /** Oldest first. */
  list(): ImportEntry[] {
    return this.database.all('SELECT * FROM imports ORDER BY import_id').map((row) => ({
      importId: Number(row['import_id']),
      dataset: String(row['dataset']),
      folder: String(row['folder']),
      settings: JSON.parse(String(row['settings'])) as unknown,
      state: String(row['state']) as ImportState,
      summary: row['summary'] === null ? null : (JSON.parse(String(row['summary'])) as unknown),
      startedAt: String(row['started_at']),
      finishedAt: row['finished_at'] === null ? null : String(row['finished_at']),
    }))
  }
}
