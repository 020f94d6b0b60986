import { SlicewrightError, type ErrorCode } from '../../domain/errors'

/** SQLite's primary result codes (https://sqlite.org/rescode.html), as far as they have something to tell the user. */
const BUSY = 5
const LOCKED = 6
const READ_ONLY = 8
const IO_ERROR = 10
const CORRUPT = 11
const FULL = 13
const CANNOT_OPEN = 14
const NOT_A_DATABASE = 26

/** The primary result code of an error thrown by node:sqlite; null if it is none. */
function sqliteResultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode & 0xff
}

/** True where the file, or the folder around it, may not be written. */
export function isReadOnlyFailure(error: unknown): boolean {
  const code = sqliteResultCode(error)
  return code === READ_ONLY || code === CANNOT_OPEN
}

export function isBusyFailure(error: unknown): boolean {
  const code = sqliteResultCode(error)
  return code === BUSY || code === LOCKED
}

/** What SQLite threw, in the house's words. Anything else comes back unchanged. */
export function sqliteFailure(error: unknown, path: string): unknown {
  const failure = (code: ErrorCode, message: string) =>
    new SlicewrightError(code, message, { cause: error, details: { path } })
  const reason = error instanceof Error ? error.message : String(error)
  switch (sqliteResultCode(error)) {
    case BUSY:
    case LOCKED:
      return failure('WORKSPACE_LOCKED', `${path} is in use by another process. Wait until it has finished.`)
    case READ_ONLY:
    case CANNOT_OPEN:
      return failure('WORKSPACE_READ_ONLY', `${path} cannot be written (${reason}). Choose a folder you may write in.`)
    case FULL:
      return failure(
        'DISK_FULL',
        `The disk of ${path} is full. Free some space and run again; nothing is half-written.`,
      )
    case CORRUPT:
    case NOT_A_DATABASE:
      return failure(
        'WORKSPACE_CORRUPT',
        `${path} is damaged or no Slicewright workspace (${reason}). Restore it from a backup, or import into a new folder.`,
      )
    case IO_ERROR:
      return failure('WRITE_FAILED', `${path} could not be read or written (${reason}). Check the disk.`)
    default:
      return error
  }
}
