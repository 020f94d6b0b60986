import { z } from 'zod'

/**
 * `results.json`: everything the report draws, and nothing that differs between two runs of the same experiment on the same
 * device (no times, paths or hosts: those are in provenance.json). Undefined numbers are null.
 */

const metric = z.number().nullable()

/** One class of one test case. Null IoU: the class is absent from both (excluded); null distance: absent from one. */
export const classScoreSchema = z.object({
  label: z.number().int(),
  iou: metric,
  dice: metric,
  hd95Mm: metric,
  assdMm: metric,
})
export type ClassScore = z.infer<typeof classScoreSchema>

/** Mean and standard deviation over cases of the per-case foreground mean (method.md A4 (i)). */
export const meanAndSdSchema = z.object({ mean: metric, sd: metric, count: z.number().int() })
export type MeanAndSd = z.infer<typeof meanAndSdSchema>

/** What decides a run's result besides data and code: one point of the grid and a seed. */
const cellConfigurationSchema = z.object({
  model: z.string(),
  /** ρ, fraction of slices annotated in a chosen volume; 1 is the dense reference. */
  densityFraction: z.number(),
  /** s, fraction of the training volumes chosen. */
  volumeFraction: z.number(),
  policy: z.string(),
  /** Propagator id whose masks fill the slices in between; null trains on the annotated slices alone. */
  propagator: z.string().nullable(),
  seed: z.number().int(),
  steps: z.number().int(),
})
export type CellConfiguration = z.infer<typeof cellConfigurationSchema>

export const runResultSchema = z.object({
  /** Hash of everything that decides the result. */
  runId: z.string(),
  /** Readable name of the configuration without its seed, for example `unet-2d_d10_v50_fixed-interval`. */
  cellId: z.string(),
  configuration: cellConfigurationSchema,
  isDenseReference: z.boolean(),
  /** b = ρ·s·T, not rounded per volume (method.md A1), and the slices annotated in fact. */
  nominalBudgetSlices: z.number(),
  annotatedSliceCount: z.number().int(),
  trainingCaseIds: z.array(z.string()),
  bestValidation: z.object({ metric: z.string(), value: z.number(), step: z.number().int() }),
  cases: z.array(z.object({ caseId: z.string(), classes: z.array(classScoreSchema) })),
  /** Over test cases, of the mean over foreground classes. */
  foreground: z.object({
    iou: meanAndSdSchema,
    dice: meanAndSdSchema,
    hd95Mm: meanAndSdSchema,
    assdMm: meanAndSdSchema,
  }),
  /** Sum of intersections / sum of unions over the whole test set per class, and their foreground mean (method.md A4 (ii)). */
  pooled: z.object({ classes: z.array(z.object({ label: z.number().int(), iou: metric })), iou: metric }),
})
export type RunResult = z.infer<typeof runResultSchema>

/** Interpolated against human masks for one case and class (the paper's Table 3; contract.md §3). */
export const interpolationQualitySchema = z.object({
  dataset: z.string(),
  caseId: z.string(),
  propagator: z.string(),
  densityFraction: z.number(),
  policy: z.string(),
  seed: z.number().int(),
  label: z.number().int(),
  /** All voxels of all slices / of the unannotated slices together. */
  iouAllSlices: metric,
  iouUnannotatedSlices: metric,
  /** Intersection and union voxels by distance, in slices, to the nearest annotated slice. */
  byDistance: z.array(
    z.object({
      distanceSlices: z.number().int(),
      intersectionVoxels: z.number().int(),
      unionVoxels: z.number().int(),
    }),
  ),
})
export type InterpolationQuality = z.infer<typeof interpolationQualitySchema>

export const resultsSchema = z.object({
  formatVersion: z.literal(1),
  experiment: z.string(),
  /** Tasks: one per data set; `classNames` maps label → name. */
  dataset: z.object({
    name: z.string(),
    classNames: z.record(z.string(), z.string()),
    trainCaseIds: z.array(z.string()),
    validationCaseIds: z.array(z.string()),
    testCaseIds: z.array(z.string()),
    splitBy: z.enum(['patient', 'case']),
    /** T, slices in all training volumes. */
    trainingSliceCount: z.number().int(),
  }),
  runs: z.array(runResultSchema),
  interpolationQuality: z.array(interpolationQualitySchema),
})
export type Results = z.infer<typeof resultsSchema>
