/** Why a request is not answered: an HTTP status, a stable code, and a sentence that says what to do. */
export class Refusal extends Error {
  readonly status: number
  readonly code: RefusalCode

  constructor(status: number, code: RefusalCode, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export type RefusalCode =
  | 'HOST_REFUSED'
  | 'ORIGIN_REFUSED'
  | 'TOKEN_REQUIRED'
  | 'TOKEN_WRONG'
  | 'METHOD_NOT_ALLOWED'
  | 'PATH_MALFORMED'
  | 'NOT_FOUND'
  | 'RANGE_MALFORMED'
  | 'RANGE_OUTSIDE'
  | 'UPGRADE_REQUIRED'
  | 'INTERNAL'
