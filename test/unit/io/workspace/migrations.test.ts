import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { assertCurrent, migrate, MIGRATIONS, schemaVersion } from '../../../../src-main/io/workspace/migrations'
import { WorkspaceDatabase } from '../../../../src-main/io/workspace/WorkspaceDatabase'
import { temporaryFolder } from '../../../support/temporaryFolder'

const newest = MIGRATIONS[MIGRATIONS.length - 1].version
const later = [
  ...MIGRATIONS,
  { version: newest + 1, since: '0.3.0', sql: 'ALTER TABLE datasets ADD COLUMN licence TEXT' },
  { version: newest + 2, since: '0.4.0', sql: 'CREATE TABLE reviews (case_id TEXT PRIMARY KEY) STRICT' },
]

function open(path: string): WorkspaceDatabase {
  return new WorkspaceDatabase(new DatabaseSync(path), path)
}

describe('migrate', () => {
  it('goes step by step and keeps what is there', () => {
    const database = open(join(temporaryFolder(), 'workspace.sqlite'))
    migrate(database)
    database.run(`INSERT INTO datasets VALUES ('hearts', 'nnunet-raw', '{}', NULL)`)
    migrate(database, later)
    expect(schemaVersion(database)).toBe(newest + 2)
    expect(database.get('SELECT name, licence FROM datasets')).toEqual({ name: 'hearts', licence: null })
    migrate(database, later)
    database.close()
  })

  it('leaves the step before where a step fails', () => {
    const database = open(join(temporaryFolder(), 'workspace.sqlite'))
    migrate(database)
    const broken = [
      ...MIGRATIONS,
      { version: newest + 1, since: '0.3.0', sql: 'CREATE TABLE half (x TEXT); CREATE NONSENSE' },
    ]
    expect(() => migrate(database, broken)).toThrow('syntax error')
    expect(schemaVersion(database)).toBe(newest)
    expect(database.get(`SELECT name FROM sqlite_schema WHERE name = 'half'`)).toBeNull()
    database.close()
  })

  it('says which Slicewright to use for a newer schema, and how to bring up an older one', () => {
    const database = open(join(temporaryFolder(), 'workspace.sqlite'))
    migrate(database, later)
    expect(() => migrate(database)).toThrow(
      expect.objectContaining({
        code: 'WORKSPACE_VERSION',
        message: expect.stringContaining('Use Slicewright 0.4.0 or newer'),
      }),
    )
    const older = open(join(temporaryFolder(), 'workspace.sqlite'))
    migrate(older)
    expect(() => assertCurrent(older, later)).toThrow(expect.objectContaining({ code: 'WORKSPACE_VERSION' }))
    for (const each of [database, older]) each.close()
  })

  it('leaves another program’s database alone', () => {
    const database = open(join(temporaryFolder(), 'workspace.sqlite'))
    database.execute('CREATE TABLE notes (text TEXT); PRAGMA user_version = 1')
    expect(() => migrate(database)).toThrow(expect.objectContaining({ code: 'WORKSPACE_CORRUPT' }))
    database.execute('PRAGMA user_version = 0')
    expect(() => migrate(database)).toThrow(expect.objectContaining({ code: 'WORKSPACE_CORRUPT' }))
    expect(database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'delete' })
    database.close()
  })
})
