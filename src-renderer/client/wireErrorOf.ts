import { ORPCError } from '@orpc/client'
import { wireErrorSchema, type WireError } from '../../src-main/contract/errors'

/** Any error a call can end with, as the engine words it: a stable code and a sentence that says what to do. */
export function wireErrorOf(error: unknown): WireError {
  if (error instanceof ORPCError) {
    const known = wireErrorSchema.safeParse(error.data)
    if (known.success) return known.data
  }
  if (error instanceof DOMException && error.name === 'AbortError')
    return { code: 'CANCELLED', message: 'Cancelled.', details: {} }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'INTERNAL', message, details: {} }
}
