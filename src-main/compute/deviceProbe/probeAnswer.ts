import { z } from 'zod'

/** What the probing process says, as the last line on its stdout. */
export const probeAnswerSchema = z.discriminatedUnion('isUsable', [
  z.object({ isUsable: z.literal(true), stepMs: z.number(), bestStepMs: z.number(), library: z.string() }),
  z.object({ isUsable: z.literal(false), reason: z.string() }),
])
export type ProbeAnswer = z.infer<typeof probeAnswerSchema>
