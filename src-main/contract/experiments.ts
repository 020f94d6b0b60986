import { oc } from '@orpc/contract'
import { z } from 'zod'
import { meanAndSdSchema } from '../domain/experiment/results'
import { methodErrors, wireErrorSchema } from './errors'
import { jobStateSchema, startedSchema } from './jobs'

/** Time and disk that a grid will take, told before it starts. */
const experimentEstimateSchema = z.object({
  runCount: z.int().describe('Runs in the grid'),
  finishedRunCount: z.int().describe('Runs whose result is there already: they are not computed again'),
  secondsPerRun: z
    .number()
    .nullable()
    .describe('Mean over the runs; null where nothing is left or it could not be found'),
  seconds: z.number().nullable().describe('For all runs still to do; null where it could not be found'),
  basis: z
    .enum(['measured-steps', 'finished-runs', 'nothing-to-do', 'unknown'])
    .describe('What the time was worked out from'),
  diskBytes: z.number().describe('What the runs still to do will leave on the disk'),
  freeDiskBytes: z.number().describe('Free on the disk of the workspace'),
})
export type ExperimentEstimate = z.infer<typeof experimentEstimateSchema>

/** One run of a grid (a cell with a seed), as it stands. */
const experimentRunSchema = z.object({
  cellId: z.string(),
  runId: z.string(),
  seed: z.int(),
  state: jobStateSchema,
  nominalBudgetSlices: z.number(),
  /** Foreground IoU over the test cases; null until done. */
  iou: meanAndSdSchema.nullable(),
  error: wireErrorSchema.nullable(),
})
export type ExperimentRun = z.infer<typeof experimentRunSchema>

/** What `experiments.run` ends with. */
export const experimentOutcomeSchema = z.object({
  experiment: z.string(),
  cells: z.array(experimentRunSchema),
  /** Absolute paths; null where only an estimate was asked for. */
  results: z.object({ json: z.string(), csv: z.string(), provenance: z.string() }).nullable(),
  estimate: experimentEstimateSchema,
  /** CELLS_FAILED with the list if some runs failed; the others are in the results all the same. */
  error: wireErrorSchema.nullable(),
})
export type ExperimentOutcome = z.infer<typeof experimentOutcomeSchema>

const experimentRequestSchema = z.object({
  specPath: z.string().describe('Absolute path of the experiment spec, YAML or JSON'),
  workspacePath: z.string().describe('Absolute path of the workspace folder'),
  deviceId: z.string().optional().describe('Device to compute on; left out, the fastest usable one'),
  threads: z.int().min(1).max(256).optional().describe('Threads to compute with; they are part of the result'),
  isEstimateOnly: z.boolean().default(false).describe('Only say what the grid is and what it would take'),
})
export type ExperimentRequest = z.infer<typeof experimentRequestSchema>

export const experiments = {
  /** Runs a grid, or what is left of it. The job's result is `experimentOutcomeSchema`. */
  run: oc.errors(methodErrors).input(experimentRequestSchema).output(startedSchema),
}
