import { SlicewrightError } from '../../domain/errors'
import { PLAN_SCHEMA } from './plans/planSchema'
import type { WorkspaceDatabase } from './WorkspaceDatabase'

/** One step of the schema. Steps are never edited once released: a change is one more step. */
export interface Migration {
  /** PRAGMA user_version after the step; steps are numbered 1, 2, 3 … */
  readonly version: number
  /** The first Slicewright that knows this step. */
  readonly since: string
  readonly sql: string
}

export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    since: '0.1.0',
    sql: `
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
      CREATE TABLE datasets (
        name TEXT PRIMARY KEY,
        layout TEXT NOT NULL,
        class_names TEXT NOT NULL,
        channel_name TEXT
      ) STRICT;
      CREATE TABLE cases (
        case_id TEXT PRIMARY KEY COLLATE NOCASE,
        dataset TEXT NOT NULL REFERENCES datasets (name),
        patient_id TEXT,
        image_path TEXT NOT NULL,
        image_size_bytes INTEGER NOT NULL,
        image_modified_ms REAL NOT NULL,
        image_sha256 TEXT NOT NULL,
        image_channel INTEGER,
        image_type TEXT NOT NULL,
        image_is_copied INTEGER NOT NULL,
        label_file TEXT,
        label_source_path TEXT,
        label_source_sha256 TEXT,
        label_mapping TEXT,
        label_is_sparse INTEGER,
        geometry TEXT NOT NULL,
        slice_axis TEXT NOT NULL,
        classes TEXT NOT NULL,
        split_hint TEXT,
        warnings TEXT NOT NULL,
        CHECK ((label_file IS NULL) = (label_source_sha256 IS NULL))
      ) STRICT;
      CREATE INDEX cases_by_dataset ON cases (dataset);
      CREATE TABLE preprocessing (
        dataset TEXT NOT NULL REFERENCES datasets (name),
        settings_id TEXT NOT NULL,
        settings TEXT NOT NULL,
        PRIMARY KEY (dataset, settings_id)
      ) STRICT;
      CREATE TABLE experiments (
        name TEXT PRIMARY KEY COLLATE NOCASE,
        spec TEXT NOT NULL,
        created_at TEXT NOT NULL
      ) STRICT;
      CREATE TABLE runs (
        run_id TEXT PRIMARY KEY,
        state TEXT NOT NULL,
        attempt_count INTEGER NOT NULL,
        error TEXT,
        started_at TEXT,
        finished_at TEXT
      ) STRICT;
      CREATE TABLE experiment_runs (
        experiment TEXT NOT NULL REFERENCES experiments (name),
        run_id TEXT NOT NULL REFERENCES runs (run_id),
        cell_id TEXT NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (experiment, run_id)
      ) STRICT;
      CREATE TABLE imports (
        import_id INTEGER PRIMARY KEY,
        dataset TEXT NOT NULL,
        folder TEXT NOT NULL,
        settings TEXT NOT NULL,
        state TEXT NOT NULL,
        summary TEXT,
        started_at TEXT NOT NULL,
        finished_at TEXT
      ) STRICT;
      CREATE TABLE pending_files (file TEXT PRIMARY KEY) STRICT;
    `,
  },
  {
    version: 2,
    since: '0.2.0',
    sql: `
      ALTER TABLE cases ADD COLUMN image_files TEXT;
      ALTER TABLE cases ADD COLUMN modality TEXT;
      ALTER TABLE cases ADD COLUMN stored_windows TEXT NOT NULL DEFAULT '[]';
    `,
  },
  { version: 3, since: '0.2.0', sql: PLAN_SCHEMA },
  // Beside a suggested mask, how certain each of its voxels is; NULL where nobody said.
  { version: 4, since: '0.3.0', sql: 'ALTER TABLE slice_masks ADD COLUMN confidence BLOB' },
  // Why a plan's slices were chosen.
  { version: 5, since: '0.3.0', sql: 'ALTER TABLE plan_cases ADD COLUMN why TEXT' },
]

/** "Slwr": marks the file as ours, so that another program's database is never taken for a workspace. */
const APPLICATION_ID = 0x536c7772

/** The schema's version; 0 for a database without one. */
export function schemaVersion(database: WorkspaceDatabase): number {
  return Number(database.get('PRAGMA user_version')?.['user_version'])
}

/**
 * Brings the schema to the newest known step, each step in a transaction of its own: a crash leaves the step before. A new
 * database gets all of them or none: nobody reads one that is half made.
 * @throws SlicewrightError WORKSPACE_VERSION if a newer Slicewright wrote it, WORKSPACE_CORRUPT if it is another program's
 */
export function migrate(database: WorkspaceDatabase, migrations: readonly Migration[] = MIGRATIONS): void {
  const isNew = schemaVersion(database) === 0 && database.get('SELECT 1 FROM sqlite_schema LIMIT 1') === null
  if (!isNew) assertReadable(database, migrations)
  // Readers see a whole state while the one writer works; FULL, so that what was committed survives a power cut.
  database.execute('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  const steps = migrations.filter(({ version }) => version > schemaVersion(database))
  const takeAll = () => steps.forEach((migration) => database.transaction(() => takeStep(database, migration)))
  if (isNew) database.transaction(takeAll)
  else takeAll()
}

function takeStep(database: WorkspaceDatabase, { version, since, sql }: Migration): void {
  database.execute(sql)
  database.run('INSERT OR REPLACE INTO meta (key, value) VALUES (:key, :value)', { key: 'slicewright', value: since })
  database.execute(`PRAGMA user_version = ${version}; PRAGMA application_id = ${APPLICATION_ID}`)
}

/** @throws as `migrate`, but changes nothing. */
function assertReadable(database: WorkspaceDatabase, migrations: readonly Migration[] = MIGRATIONS): void {
  const known = migrations[migrations.length - 1].version
  const found = schemaVersion(database)
  const { path } = database
  if (Number(database.get('PRAGMA application_id')?.['application_id']) !== APPLICATION_ID)
    throw new SlicewrightError(
      'WORKSPACE_CORRUPT',
      `${path} is not a Slicewright workspace. Choose the folder that "slicewright import" wrote, or a new one.`,
      { details: { path } },
    )
  if (found <= known) return
  const writer = String(database.get(`SELECT value FROM meta WHERE key = 'slicewright'`)?.['value'])
  throw new SlicewrightError(
    'WORKSPACE_VERSION',
    `${path} has schema ${found}; this Slicewright knows up to ${known}. Use Slicewright ${writer} or newer.`,
    { details: { path, found, known, slicewright: writer } },
  )
}

/** @throws SlicewrightError WORKSPACE_VERSION where an older schema is opened read-only, which cannot bring it up to date */
export function assertCurrent(database: WorkspaceDatabase, migrations: readonly Migration[] = MIGRATIONS): void {
  assertReadable(database, migrations)
  const known = migrations[migrations.length - 1].version
  const found = schemaVersion(database)
  if (found < known)
    throw new SlicewrightError(
      'WORKSPACE_VERSION',
      `${database.path} has the older schema ${found}; reading needs ${known}. Run any command that writes to it once ` +
        '(for example "slicewright import"), which brings it up to date.',
      { details: { path: database.path, found, known } },
    )
}
