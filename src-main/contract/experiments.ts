import { oc } from '@orpc/contract'
import { z } from 'zod'
import { meanAndSdSchema } from '../domain/experiment/results'
import { methodErrors, wireErrorSchema } from './errors'
import { jobStateSchema, startedSchema, type Measurement } from './jobs'
import { pathSchema, workspacePathSchema } from './paths'

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

/** A spec is checked by the engine, whose catalogs know the ids; SPEC_INVALID lists every problem. */
const specDocumentSchema = z.record(z.string(), z.unknown()).describe('An experiment spec as JSON')

/** One experiment of a workspace, as it stands on disk. */
const experimentSummarySchema = z.object({
  name: z.string(),
  spec: specDocumentSchema,
  runCount: z.int(),
  finishedRunCount: z.int(),
  failedRunCount: z.int(),
  hasResults: z.boolean(),
  /** The last job of this engine that ran it, whether it has ended or not; null where none. */
  jobId: z.string().nullable(),
})
export type ExperimentSummary = z.infer<typeof experimentSummarySchema>

const experimentDetailSchema = experimentSummarySchema.extend({
  /** What it computes on; null until it has begun. */
  device: z.object({ deviceId: z.string(), threads: z.int() }).nullable(),
  /** In the order in which they are computed. Ask again every two seconds or so while the job runs: states live in the ledger. */
  cells: z.array(
    experimentRunSchema.extend({
      model: z.string(),
      policy: z.string(),
      propagator: z.string().describe('`none` where the annotated slices alone are trained on'),
      densityFraction: z.number(),
      volumeFraction: z.number(),
      isDenseReference: z.boolean(),
      /** Null where the cases that it was planned over are no longer in the workspace. */
      volumeCount: z.int().nullable(),
      nominalBudgetSlices: z.number().nullable(),
    }),
  ),
})
export type ExperimentDetail = z.infer<typeof experimentDetailSchema>

const curvePointSchema = z.object({ step: z.number(), value: z.number() })
export type CurvePoint = z.infer<typeof curvePointSchema>

const curveSchema = z.object({ name: z.string(), points: z.array(curvePointSchema) })
export type Curve = z.infer<typeof curveSchema>

/**
 * What was measured while a run trained: kept beside the run, so that a window opened later sees it too. While it runs, the job's
 * `measured` events go on from there, in series named `<runId>/<curve>`.
 */
const runCurvesSchema = z.object({ runId: z.string(), series: z.array(curveSchema) })
export type RunCurves = z.infer<typeof runCurvesSchema>

/**
 * Adds measurements of one run to its curves. A run goes on from a checkpoint, so a step that comes a second time takes back
 * everything measured from there on: curves have no doubles, and what was told twice (from the file and by an event) counts once.
 */
export function foldCurves(curves: readonly Curve[], measurements: readonly Measurement[]): Curve[] {
  const byName = new Map(curves.map(({ name, points }) => [name, [...points]]))
  let lastStep = Math.max(-Infinity, ...[...byName.values()].map((points) => points.at(-1)?.step ?? -Infinity))
  for (const { series, step, value } of measurements) {
    const own = byName.get(series) ?? []
    byName.set(series, own)
    if (step < lastStep) for (const points of byName.values()) dropFrom(points, step + 1)
    dropFrom(own, step)
    own.push({ step, value })
    lastStep = step
  }
  return [...byName].map(([name, points]) => ({ name, points }))
}

function dropFrom(points: CurvePoint[], step: number): void {
  while ((points.at(-1)?.step ?? -Infinity) >= step) points.pop()
}

const experimentRequestSchema = z.object({
  specPath: pathSchema('Absolute path of the experiment spec, YAML or JSON'),
  workspacePath: workspacePathSchema,
  deviceId: z.string().optional().describe('Device to compute on; left out, the fastest usable one'),
  threads: z.int().min(1).max(256).optional().describe('Threads to compute with; they are part of the result'),
  isEstimateOnly: z.boolean().default(false).describe('Only say what the grid is and what it would take'),
})
export type ExperimentRequest = z.infer<typeof experimentRequestSchema>

const ofExperiment = { workspace: workspacePathSchema, name: z.string() }

export const experiments = {
  /** JSON Schema of a spec and a spec to begin with: the form is made from them. */
  schema: oc
    .errors(methodErrors)
    .input(z.object({ workspace: workspacePathSchema, dataset: z.string().nullable() }))
    .output(z.object({ jsonSchema: z.record(z.string(), z.unknown()), suggestion: specDocumentSchema })),
  /** The cells a spec means, without time: quick enough to be called while a form is edited. */
  preview: oc
    .errors(methodErrors)
    .input(z.object({ workspace: workspacePathSchema, spec: specDocumentSchema }))
    .output(z.object({ cellCount: z.int(), runCount: z.int(), notes: z.array(z.string()) })),
  list: oc
    .errors(methodErrors)
    .input(z.object({ workspace: workspacePathSchema }))
    .output(z.array(experimentSummarySchema)),
  get: oc.errors(methodErrors).input(z.object(ofExperiment)).output(experimentDetailSchema),
  curves: oc
    .errors(methodErrors)
    .input(
      z.object({
        workspace: workspacePathSchema,
        runId: z.string().regex(/^[0-9a-f]{64}$/, 'a run id, as experiments.get tells'),
      }),
    )
    .output(runCurvesSchema),
  /**
   * Runs, or with `isEstimateOnly` estimates, a spec given as a document; what is finished of it is kept. The job can be paused and
   * resumed. Its result is `experimentOutcomeSchema`.
   */
  start: oc
    .errors(methodErrors)
    .input(
      z.object({
        workspace: workspacePathSchema,
        spec: specDocumentSchema,
        deviceId: z.string().optional(),
        isEstimateOnly: z.boolean().default(false),
      }),
    )
    .output(startedSchema),
  /** Runs a grid, or what is left of it. The job's result is `experimentOutcomeSchema`. */
  run: oc.errors(methodErrors).input(experimentRequestSchema).output(startedSchema),
}
