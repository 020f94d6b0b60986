import { CancelledError, SlicewrightError } from '../../domain/errors'

/** The system's word for an error (`ENOENT`, `Z_BUF_ERROR`, …), or null. */
export function systemCodeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** What went wrong while reading `path`, as an error with a stable code. Errors that have one pass through. */
export function readError(error: unknown, path: string): SlicewrightError {
  if (error instanceof SlicewrightError) return error
  const code = systemCodeOf(error)
  const options = { details: { path, systemCode: code }, cause: error }
  if (code === 'ABORT_ERR') return new CancelledError(`Reading ${path}`)
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new SlicewrightError('FILE_NOT_FOUND', `There is no file ${path}. Check the path.`, options)
  if (code === 'EISDIR')
    return new SlicewrightError('FILE_UNREADABLE', `${path} is a folder; a file was expected.`, options)
  if (code === 'EACCES' || code === 'EPERM')
    return new SlicewrightError('FILE_UNREADABLE', `No permission to read ${path}. Ask its owner for it.`, options)
  if (code === 'Z_BUF_ERROR')
    return new SlicewrightError(
      'FILE_TRUNCATED',
      `${path} ends inside its gzip data. Copy or download it again.`,
      options,
    )
  if (code?.startsWith('Z_') === true)
    return new SlicewrightError(
      'FILE_UNREADABLE',
      `The gzip data of ${path} is damaged (${messageOf(error)}). Copy or download it again.`,
      options,
    )
  return new SlicewrightError('FILE_UNREADABLE', `Cannot read ${path}: ${messageOf(error)}.`, options)
}

/** @param facts.foundBytes decompressed; null where the compressed bytes are too few to tell */
export function truncatedError(facts: {
  path: string
  expectedBytes: number
  foundBytes: number | null
  fileBytes: number
}): SlicewrightError {
  const { path, expectedBytes, foundBytes, fileBytes } = facts
  const found = foundBytes === null ? `its ${fileBytes} compressed bytes cannot hold that` : `${foundBytes} are there`
  return new SlicewrightError(
    'FILE_TRUNCATED',
    `${path} is cut short: its header announces ${expectedBytes} bytes, ${found}. Copy or download it again.`,
    { details: { path, expectedBytes, foundBytes, fileBytes } },
  )
}

/** What went wrong while writing `path`. Nothing has been changed there. */
export function writeError(error: unknown, path: string): SlicewrightError {
  if (error instanceof SlicewrightError) return error
  const code = systemCodeOf(error)
  const options = { details: { path, systemCode: code }, cause: error }
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new SlicewrightError(
      'DISK_FULL',
      `The disk is full: ${path} was not written. Free some space and run again.`,
      options,
    )
  const why =
    code === 'EROFS'
      ? 'the file system is read-only'
      : code === 'EACCES' || code === 'EPERM'
        ? 'no permission'
        : code === 'ENOENT' || code === 'ENOTDIR'
          ? 'its folder does not exist'
          : code === 'EISDIR'
            ? 'a folder has that name'
            : messageOf(error)
  return new SlicewrightError(
    'WRITE_FAILED',
    `Cannot write ${path}: ${why}. Choose another place and run again.`,
    options,
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
