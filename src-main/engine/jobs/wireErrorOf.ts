import { ORPCError } from '@orpc/server'
import { wireErrorSchema, type WireError } from '../../contract/errors'
import { SlicewrightError } from '../../domain/errors'

/** Any error as it goes over the wire: ours keep their code, the disk's become DISK_FULL and the like, the rest is INTERNAL. */
export function wireErrorOf(error: unknown): WireError {
  if (error instanceof SlicewrightError) return { code: error.code, message: error.message, details: error.details }
  if (error instanceof ORPCError) return ofWire(error)
  const code = systemCode(error)
  const message = error instanceof Error ? error.message : String(error)
  if (code === 'ENOSPC')
    return { code: 'DISK_FULL', message: `The disk is full: ${message}. Free some space and run again.`, details: {} }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return {
      code: 'WRITE_FAILED',
      message: `No permission: ${message}. Choose a folder you may read and write.`,
      details: {},
    }
  if (code === 'ENOENT') return { code: 'FILE_NOT_FOUND', message: `Not found: ${message}.`, details: {} }
  return { code: 'INTERNAL', message, details: {} }
}

function ofWire(error: ORPCError<string, unknown>): WireError {
  const own = wireErrorSchema.safeParse(error.data)
  if (own.success) return own.data
  const issues = (error.data as { issues?: { path?: PropertyKey[]; message: string }[] } | undefined)?.issues
  if (error.code !== 'BAD_REQUEST' || issues === undefined)
    return { code: 'INTERNAL', message: error.message, details: {} }
  const sentences = issues.map(({ path, message }) => `${(path ?? []).map(String).join('.') || 'input'}: ${message}`)
  return { code: 'BAD_REQUEST', message: sentences.join('; '), details: { issues: sentences } }
}

function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
