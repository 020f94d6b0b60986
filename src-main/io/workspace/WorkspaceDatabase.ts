import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { sqliteFailure } from './sqliteFailure'

export type Row = Record<string, unknown>

/** The few things the tables ask of SQLite, with its failures in the house's words. */
export class WorkspaceDatabase {
  readonly path: string
  private readonly database: DatabaseSync
  private transactionDepth = 0

  constructor(database: DatabaseSync, path: string) {
    this.database = database
    this.path = path
  }

  /** One or many statements without parameters or results. */
  execute(sql: string): void {
    this.guard(() => this.database.exec(sql))
  }

  /** One statement that changes rows. Returns how many. */
  run(sql: string, values: Record<string, SQLInputValue> = {}): number {
    return this.guard(() => Number(this.database.prepare(sql).run(values).changes))
  }

  all(sql: string, values: Record<string, SQLInputValue> = {}): Row[] {
    return this.guard(() => this.database.prepare(sql).all(values))
  }

  get(sql: string, values: Record<string, SQLInputValue> = {}): Row | null {
    return this.guard(() => this.database.prepare(sql).get(values)) ?? null
  }

  /** All of `work` or none of it; a transaction inside another joins it. */
  transaction<Result>(work: () => Result): Result {
    if (this.transactionDepth > 0) return work()
    this.execute('BEGIN IMMEDIATE')
    this.transactionDepth++
    try {
      const result = work()
      this.execute('COMMIT')
      return result
    } catch (error) {
      // On a full disk SQLite may have rolled back by itself; a second ROLLBACK would hide the first error.
      if (this.database.isTransaction) this.database.exec('ROLLBACK')
      throw error
    } finally {
      this.transactionDepth--
    }
  }

  /** Closing twice is closing once. */
  close(): void {
    if (this.database.isOpen) this.guard(() => this.database.close())
  }

  private guard<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      throw sqliteFailure(error, this.path)
    }
  }
}
