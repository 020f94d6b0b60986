import { z } from 'zod'
import { SlicewrightError } from '../../domain/errors'
import { RUN_STATES, type RunState } from '../../domain/experiment/runStates'
import type { Row, WorkspaceDatabase } from './WorkspaceDatabase'

const runErrorSchema = z.object({ code: z.string(), message: z.string() })
export type RunError = z.infer<typeof runErrorSchema>

const runStateSchema = z.enum(RUN_STATES)

/** One run as an experiment sees it. The same run (the same hash) may belong to several experiments and is done once. */
export interface RunRecord {
  readonly runId: string
  readonly cellId: string
  readonly experiment: string
  readonly state: RunState
  /** How often it was started. */
  readonly attemptCount: number
  readonly error: RunError | null
  /** ISO 8601, of the last attempt. */
  readonly startedAt: string | null
  readonly finishedAt: string | null
}

/** What was planned, what runs, what is done. A run's product is in its folder; the ledger says whether it counts. */
export class RunLedger {
  private readonly database: WorkspaceDatabase

  constructor(database: WorkspaceDatabase) {
    this.database = database
  }

  /** Sets the experiment's list of runs, in order. Runs already known keep their state; new ones are queued. */
  plan(experiment: string, runs: readonly { runId: string; cellId: string }[]): void {
    this.database.transaction(() => {
      this.database.run('DELETE FROM experiment_runs WHERE experiment = :experiment', { experiment })
      runs.forEach(({ runId, cellId }, position) => {
        this.database.run(`INSERT OR IGNORE INTO runs (run_id, state, attempt_count) VALUES (:runId, 'queued', 0)`, {
          runId,
        })
        this.database.run('INSERT INTO experiment_runs VALUES (:experiment, :runId, :cellId, :position)', {
          experiment,
          runId,
          cellId,
          position,
        })
      })
    })
  }

  /** The experiment's runs in planned order. */
  list(experiment: string): RunRecord[] {
    return this.database
      .all(`${SELECT_RUNS} WHERE experiment = :experiment ORDER BY position`, { experiment })
      .map(recordOf)
  }

  find(runId: string): Omit<RunRecord, 'cellId' | 'experiment'> | null {
    const row = this.database.get('SELECT * FROM runs WHERE run_id = :runId', { runId })
    return row === null ? null : stateOf(row)
  }

  /** The run is running: one attempt more. */
  start(runId: string): void {
    this.change(
      `UPDATE runs SET state = 'running', attempt_count = attempt_count + 1, error = NULL, started_at = :now,
        finished_at = NULL WHERE run_id = :runId`,
      { runId, now: new Date().toISOString() },
    )
  }

  /** The run has ended, or stands still; `error` says why where it failed. */
  end(runId: string, state: Exclude<RunState, 'queued' | 'running'>, error: RunError | null = null): void {
    this.change('UPDATE runs SET state = :state, error = :error, finished_at = :now WHERE run_id = :runId', {
      runId,
      state,
      error: error === null ? null : JSON.stringify({ code: error.code, message: error.message }),
      now: new Date().toISOString(),
    })
  }

  /** Puts a run back in the queue, for example one whose files were deleted. Its attempts stay counted. */
  requeue(runId: string): void {
    this.change(`UPDATE runs SET state = 'queued', error = NULL, finished_at = NULL WHERE run_id = :runId`, { runId })
  }

  /** Whoever opens the workspace for writing is alone: what still counts as running died with its engine. */
  markInterrupted(): void {
    this.database.run(`UPDATE runs SET state = 'interrupted' WHERE state IN ('running', 'pausing')`)
  }

  private change(sql: string, values: Record<string, string | null>): void {
    if (this.database.run(sql, values) === 1) return
    throw new SlicewrightError(
      'UNKNOWN_ID',
      `There is no run "${String(values['runId'])}" in ${this.database.path}. Plan it first.`,
    )
  }
}

const SELECT_RUNS = 'SELECT * FROM experiment_runs JOIN runs USING (run_id)'

function recordOf(row: Row): RunRecord {
  return { ...stateOf(row), cellId: String(row['cell_id']), experiment: String(row['experiment']) }
}

function stateOf(row: Row): Omit<RunRecord, 'cellId' | 'experiment'> {
  const text = (value: unknown) => (value === null ? null : String(value))
  return {
    runId: String(row['run_id']),
    state: runStateSchema.parse(row['state']),
    attemptCount: Number(row['attempt_count']),
    error: row['error'] === null ? null : runErrorSchema.parse(JSON.parse(String(row['error']))),
    startedAt: text(row['started_at']),
    finishedAt: text(row['finished_at']),
  }
}
