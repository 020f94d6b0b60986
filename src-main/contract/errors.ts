import { z } from 'zod'
import { EXIT_CODE_BY_ERROR, type ErrorCode } from '../domain/errors'

export { EXIT_CODE_BY_ERROR }

const codes = Object.keys(EXIT_CODE_BY_ERROR) as [ErrorCode, ...ErrorCode[]]

/** What an error looks like on every wire: one object, a stable code, a sentence for people, facts for programs. */
export const wireErrorSchema = z.object({
  code: z.enum(codes),
  message: z.string(),
  details: z.record(z.string(), z.unknown()),
})
export type WireError = z.infer<typeof wireErrorSchema>

/** The one typed error of every method: `FAILED`, with the wire error as its data. */
export const methodErrors = { FAILED: { status: 422, data: wireErrorSchema } }
