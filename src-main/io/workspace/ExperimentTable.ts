import type { Row, WorkspaceDatabase } from './WorkspaceDatabase'

export interface ExperimentRecord {
  readonly name: string
  /** The spec as JSON, defaults filled in. */
  readonly spec: unknown
  readonly createdAt: string
}

export class ExperimentTable {
  private readonly database: WorkspaceDatabase

  constructor(database: WorkspaceDatabase) {
    this.database = database
  }

  list(): ExperimentRecord[] {
    return this.database.all('SELECT * FROM experiments ORDER BY name').map(recordOf)
  }

  find(name: string): ExperimentRecord | null {
    const row = this.database.get('SELECT * FROM experiments WHERE name = :name', { name })
    return row === null ? null : recordOf(row)
  }

  /** Adds the experiment, or replaces the spec of the one with this name: its finished runs stay. */
  save(experiment: { name: string; spec: unknown }): void {
    this.database.run(
      `INSERT INTO experiments VALUES (:name, :spec, :createdAt) ON CONFLICT (name) DO UPDATE SET spec = :spec`,
      { name: experiment.name, spec: JSON.stringify(experiment.spec), createdAt: new Date().toISOString() },
    )
  }
}

function recordOf(row: Row): ExperimentRecord {
  const spec: unknown = JSON.parse(String(row['spec']))
  return { name: String(row['name']), spec, createdAt: String(row['created_at']) }
}
