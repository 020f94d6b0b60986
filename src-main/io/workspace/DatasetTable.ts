import { z } from 'zod'
import type { Row, WorkspaceDatabase } from './WorkspaceDatabase'

/** What is known of an imported data set as a whole. */
export interface DatasetRecord {
  readonly name: string
  /** The folder layout it came in, for example `nnunet-raw`. */
  readonly layout: string
  /** Label (in decimal) → name; empty where the data set names none. */
  readonly classNames: Readonly<Record<string, string>>
  /** For example `MRI` or `CT`; null where unknown. */
  readonly channelName: string | null
}

const classNamesSchema = z.record(z.string(), z.string())

export class DatasetTable {
  private readonly database: WorkspaceDatabase

  constructor(database: WorkspaceDatabase) {
    this.database = database
  }

  list(): DatasetRecord[] {
    return this.database.all('SELECT * FROM datasets ORDER BY name').map(recordOf)
  }

  find(name: string): DatasetRecord | null {
    const row = this.database.get('SELECT * FROM datasets WHERE name = :name', { name })
    return row === null ? null : recordOf(row)
  }

  /** Adds the data set; one that is there keeps its row, and takes over names that it did not have. */
  add(record: DatasetRecord): void {
    const known = this.find(record.name)
    this.database.run(
      `INSERT INTO datasets VALUES (:name, :layout, :classNames, :channelName)
       ON CONFLICT (name) DO UPDATE SET class_names = :classNames, channel_name = :channelName`,
      {
        name: record.name,
        layout: record.layout,
        classNames: JSON.stringify({ ...record.classNames, ...known?.classNames }),
        channelName: known?.channelName ?? record.channelName,
      },
    )
  }
}

function recordOf(row: Row): DatasetRecord {
  return {
    name: String(row['name']),
    layout: String(row['layout']),
    classNames: classNamesSchema.parse(JSON.parse(String(row['class_names']))),
    channelName: row['channel_name'] === null ? null : String(row['channel_name']),
  }
}
