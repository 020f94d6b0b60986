import { isAbsolute, join, relative, sep } from 'node:path'
import { assertSafeCaseId } from '../../domain/cases/caseId'
import { caseRecordSchema, type CaseRecord, type LabelReference } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import { imagePaths, type ImagePlace } from '../files/imageFiles'
import type { Row, WorkspaceDatabase } from './WorkspaceDatabase'

/** The cases of a workspace. Files inside the workspace are stored relative to it, so that it may be moved as a whole. */
export class CaseTable {
  private readonly database: WorkspaceDatabase
  private readonly folder: string

  constructor(database: WorkspaceDatabase, folder: string) {
    this.database = database
    this.folder = folder
  }

  /** Sorted by case id; of one data set, or of all. */
  list(dataset?: string): CaseRecord[] {
    const rows =
      dataset === undefined
        ? this.database.all('SELECT * FROM cases ORDER BY case_id')
        : this.database.all('SELECT * FROM cases WHERE dataset = :dataset ORDER BY case_id', { dataset })
    return rows.map((row) => this.recordOf(row))
  }

  /** Ids that differ only in upper and lower case are the same: they would name the same file on some systems. */
  find(caseId: string): CaseRecord | null {
    const row = this.database.get('SELECT * FROM cases WHERE case_id = :caseId', { caseId })
    return row === null ? null : this.recordOf(row)
  }

  /** Adds the case, and marks its files as belonging to it (see PendingFiles), in one transaction. */
  add(record: CaseRecord): void {
    assertSafeCaseId(record.caseId)
    this.database.transaction(() => {
      this.database.run(
        `INSERT INTO cases VALUES (:caseId, :dataset, :patientId, :imagePath, :imageSizeBytes, :imageModifiedMs,
          :imageSha256, :imageChannel, :imageType, :imageIsCopied, NULL, NULL, NULL, NULL, NULL, :geometry, :sliceAxis,
          '[]', :splitHint, :warnings, :imageFiles, :modality, :storedWindows)`,
        {
          caseId: record.caseId,
          dataset: record.dataset,
          patientId: record.patientId,
          imagePath: this.storedPath(record.image.path, record.image.isCopied),
          imageSizeBytes: record.image.sizeBytes,
          imageModifiedMs: record.image.modifiedAtMs,
          imageSha256: record.image.sha256,
          imageChannel: record.image.channel,
          imageType: record.image.storedType,
          imageIsCopied: Number(record.image.isCopied),
          geometry: JSON.stringify(record.geometry),
          sliceAxis: record.sliceAxis,
          splitHint: record.splitHint,
          warnings: JSON.stringify(record.warnings),
          imageFiles: record.image.files === null ? null : JSON.stringify(record.image.files),
          modality: record.modality,
          storedWindows: JSON.stringify(record.storedWindows),
        },
      )
      if (record.image.isCopied) for (const path of imagePaths(record.image)) this.settle(path)
      if (record.label !== null) this.setLabel(record.caseId, record.label, record.classes)
    })
  }

  /** Gives a case its label map; `classes` are the labels that occur in it. */
  setLabel(caseId: string, label: LabelReference, classes: readonly number[]): void {
    this.database.transaction(() => {
      this.database.run(
        `UPDATE cases SET label_file = :file, label_source_path = :sourcePath, label_source_sha256 = :sourceSha256,
          label_mapping = :mapping, label_is_sparse = :isSparse, classes = :classes WHERE case_id = :caseId`,
        {
          caseId,
          file: this.storedPath(label.path, true),
          sourcePath: label.sourcePath,
          sourceSha256: label.sourceSha256,
          mapping: JSON.stringify(label.mapping),
          isSparse: Number(label.isSparse),
          classes: JSON.stringify(classes),
        },
      )
      this.settle(label.path)
    })
  }

  /** Takes cases out, and what plans say of them. Their files inside the workspace belong to nobody from now on (see PendingFiles). */
  remove(caseIds: readonly string[]): void {
    this.database.transaction(() => {
      for (const caseId of caseIds) this.database.run('DELETE FROM cases WHERE case_id = :caseId', { caseId })
    })
  }

  /** Says where a referenced image lies now; its bytes are the same. */
  setImageLocation(caseId: string, image: ImagePlace & { readonly modifiedAtMs: number }): void {
    const { path, files, modifiedAtMs } = image
    this.database.run(
      `UPDATE cases SET image_path = :path, image_files = :files, image_modified_ms = :modifiedAtMs
       WHERE case_id = :caseId AND image_is_copied = 0`,
      { caseId, path, files: files === null ? null : JSON.stringify(files), modifiedAtMs },
    )
  }

  /** The relative paths of all files inside the workspace that cases refer to. */
  ownFiles(): Set<string> {
    const rows = this.database.all(
      `SELECT label_file AS file, NULL AS files FROM cases WHERE label_file IS NOT NULL
       UNION ALL SELECT image_path, image_files FROM cases WHERE image_is_copied = 1`,
    )
    return new Set(
      rows.flatMap((row) => {
        const file = String(row['file'])
        const files = row['files'] === null ? null : parseJson(row['files'])
        return Array.isArray(files) ? files.map((each) => `${file}/${String(each)}`) : [file]
      }),
    )
  }

  private settle(path: string): void {
    this.database.run('DELETE FROM pending_files WHERE file = :file', { file: this.storedPath(path, true) })
  }

  private storedPath(path: string, isInside: boolean): string {
    if (!isInside) return path
    return relative(this.folder, path).split(sep).join('/')
  }

  private recordOf(row: Row): CaseRecord {
    const absolute = (stored: unknown) =>
      isAbsolute(String(stored)) ? String(stored) : join(this.folder, String(stored))
    const record = caseRecordSchema.safeParse({
      caseId: row['case_id'],
      dataset: row['dataset'],
      patientId: row['patient_id'],
      image: {
        path: absolute(row['image_path']),
        files: row['image_files'] === null ? null : parseJson(row['image_files']),
        sizeBytes: row['image_size_bytes'],
        modifiedAtMs: row['image_modified_ms'],
        sha256: row['image_sha256'],
        channel: row['image_channel'],
        storedType: row['image_type'],
        isCopied: row['image_is_copied'] === 1,
      },
      label:
        row['label_file'] === null
          ? null
          : {
              path: absolute(row['label_file']),
              sourcePath: row['label_source_path'],
              sourceSha256: row['label_source_sha256'],
              mapping: parseJson(row['label_mapping']),
              isSparse: row['label_is_sparse'] === 1,
            },
      geometry: parseJson(row['geometry']),
      sliceAxis: row['slice_axis'],
      classes: parseJson(row['classes']),
      modality: row['modality'],
      storedWindows: parseJson(row['stored_windows']),
      splitHint: row['split_hint'],
      warnings: parseJson(row['warnings']),
    })
    if (record.success) return record.data
    throw new SlicewrightError(
      'WORKSPACE_CORRUPT',
      `The row of case ${String(row['case_id'])} in ${this.database.path} is damaged. Restore the workspace from a backup.`,
      { cause: record.error, details: { caseId: row['case_id'] } },
    )
  }
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}
