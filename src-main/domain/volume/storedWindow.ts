import { z } from 'zod'

/** A grey-value window that a file itself recommends (DICOM Window Center and Width), in rescaled values. */
export const storedWindowSchema = z.object({
  name: z.string().nullable().describe('as the file calls it, for example BRAIN; null where it has no name'),
  lowerValue: z.number().describe('shown black'),
  upperValue: z.number().describe('shown white'),
})
export type StoredWindow = z.infer<typeof storedWindowSchema>
