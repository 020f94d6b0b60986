import { z } from 'zod'

const text = z.string().nullish()

/**
 * The part of an experiment's provenance.json that a report reads: versions, device, spec and the state of every planned run. Everything is
 * optional, since a report of an older or a partly written workspace is better than none.
 */
export const provenanceSchema = z.looseObject({
  writtenAt: text,
  versions: z.looseObject({ slicewright: text, science: z.number().nullish(), node: text }).nullish(),
  device: z.looseObject({ deviceId: text, library: text, threads: z.number().nullish() }).nullish(),
  host: z.looseObject({ platform: text, architecture: text, processor: text }).nullish(),
  spec: z
    .looseObject({
      training: z
        .looseObject({
          stepCount: z.number().nullish(),
          batchSize: z.number().nullish(),
          learningRate: z.number().nullish(),
          schedule: text,
          weightDecay: z.number().nullish(),
          validationIntervalSteps: z.number().nullish(),
          preprocessing: z.unknown(),
          augmentation: z.unknown(),
        })
        .nullish(),
    })
    .nullish(),
  runs: z
    .array(
      z.looseObject({
        runId: z.string(),
        cellId: z.string(),
        state: z.string(),
        error: z.looseObject({ code: z.string(), message: z.string() }).nullish(),
      }),
    )
    .nullish(),
})
export type Provenance = z.infer<typeof provenanceSchema>
