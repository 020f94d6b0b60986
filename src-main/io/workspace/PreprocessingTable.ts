import { z } from 'zod'
import type { WorkspaceDatabase } from './WorkspaceDatabase'

const settingsSchema = z.record(z.string(), z.unknown())

/** How a data set's volumes were brought to the network's door: spacing, size, normalisation. Kept so that it can be repeated. */
export interface PreprocessingRecord {
  readonly dataset: string
  /** Names the settings; usually their hash. */
  readonly settingsId: string
  readonly settings: Readonly<Record<string, unknown>>
}

export class PreprocessingTable {
  private readonly database: WorkspaceDatabase

  constructor(database: WorkspaceDatabase) {
    this.database = database
  }

  /** Records settings; the same id again changes nothing. */
  add({ dataset, settingsId, settings }: PreprocessingRecord): void {
    this.database.run('INSERT OR IGNORE INTO preprocessing VALUES (:dataset, :settingsId, :settings)', {
      dataset,
      settingsId,
      settings: JSON.stringify(settings),
    })
  }

  list(dataset: string): PreprocessingRecord[] {
    return this.database
      .all('SELECT * FROM preprocessing WHERE dataset = :dataset ORDER BY settings_id', { dataset })
      .map((row) => ({
        dataset,
        settingsId: String(row['settings_id']),
        settings: settingsSchema.parse(JSON.parse(String(row['settings']))),
      }))
  }
}
