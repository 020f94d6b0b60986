/**
 * Every error a user can meet carries a stable code. Messages say what was found, what was expected and what to do;
 * `details` carries the same facts for programs.
 */
export const EXIT_CODE_BY_ERROR = {
  // 1: our own fault
  INTERNAL: 1,
  // 2: the request itself is wrong
  BAD_REQUEST: 2,
  UNKNOWN_ID: 2,
  SPEC_INVALID: 2,
  SLICE_INDEX_OUT_OF_RANGE: 2,
  DENSITY_OUT_OF_RANGE: 2,
  PATH_NOT_ALLOWED: 2,
  // 3: the data is wrong
  FILE_NOT_FOUND: 3,
  FILE_UNREADABLE: 3,
  FILE_EMPTY: 3,
  FILE_TRUNCATED: 3,
  FORMAT_UNKNOWN: 3,
  FORMAT_UNSUPPORTED: 3,
  FOLDER_EMPTY: 3,
  CHANNEL_REQUIRED: 3,
  GEOMETRY_MISMATCH: 3,
  GEOMETRY_SHEARED: 3,
  GEOMETRY_MISSING: 3,
  SERIES_IRREGULAR: 3,
  LABEL_NOT_INTEGRAL: 3,
  LABEL_RESERVED_VALUE: 3,
  LABEL_UNEXPECTED_VALUE: 3,
  LABEL_TOO_MANY_CLASSES: 3,
  LABEL_NOTHING_ANNOTATED: 3,
  VOXELS_NOT_FINITE: 3,
  CASE_PAIRING: 3,
  CASE_CHANGED: 3,
  NO_CASES: 3,
  MODEL_INVALID: 3,
  // 4: the disk or the workspace is in the way
  WORKSPACE_LOCKED: 4,
  WORKSPACE_NOT_FOUND: 4,
  WORKSPACE_READ_ONLY: 4,
  WORKSPACE_VERSION: 4,
  WORKSPACE_CORRUPT: 4,
  DISK_FULL: 4,
  WRITE_FAILED: 4,
  OUTPUT_EXISTS: 4,
  // 5: computing did not work
  DEVICE_UNAVAILABLE: 5,
  TRAINING_DIVERGED: 5,
  CELLS_FAILED: 5,
  // 130: the user said stop
  CANCELLED: 130,
} as const

export type ErrorCode = keyof typeof EXIT_CODE_BY_ERROR

export type ErrorDetails = Record<string, unknown>

export class SlicewrightError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'SlicewrightError'
    this.code = code
    this.details = options.details ?? {}
  }
}

/** Cancelling is an outcome the user asked for, not a failure. */
export class CancelledError extends SlicewrightError {
  constructor(what = 'The job') {
    super('CANCELLED', `${what} was cancelled.`)
    this.name = 'CancelledError'
  }
}

/** The part of an AbortSignal that pure code looks at. */
export interface CancelSignal {
  readonly aborted: boolean
}

/** @throws CancelledError if `signal` is aborted. Called between slices and between batches. */
export function throwIfCancelled(signal: CancelSignal | undefined, what?: string): void {
  if (signal?.aborted === true) throw new CancelledError(what)
}
