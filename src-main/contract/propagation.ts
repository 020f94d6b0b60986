import { oc } from '@orpc/contract'
import { z } from 'zod'
import { qualityEstimateSchema } from '../domain/propagation/estimate/QualityEstimate'
import { PROPAGATED_SLICE_STATES } from '../domain/propagation/propagateStack'
import { LEARNING_SOURCES } from '../domain/propagation/Propagator'
import { OUTSIDE_RULES, UNREACHED_RULES } from '../domain/propagation/rules'
import { methodErrors } from './errors'
import { startedSchema } from './jobs'
import { pathSchema, workspacePathSchema } from './paths'
import { problemSchema, sliceAxisSchema, volumeWarningSchema } from './studies'

const outsideRuleSchema = z
  .enum(OUTSIDE_RULES)
  .describe('Slices beyond the outermost key slices, up to an annotated-empty one')
const unreachedRuleSchema = z.enum(UNREACHED_RULES).describe('Slices that nothing reached')

const sliceProvenanceSchema = z.object({
  sliceIndex: z.number().int().describe('0-based'),
  state: z.enum(PROPAGATED_SLICE_STATES),
  keySliceIndices: z
    .array(z.number().int())
    .describe('Key slices its mask was made from; an annotated slice is its own'),
  hops: z.number().int().nullable().describe('Slices to the nearest of them; null where nothing arrived'),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe('1 where annotated; what the slice is expected to be worth where propagated; null where unknown'),
})

const estimateSchema = qualityEstimateSchema
  .nullable()
  .describe('How good the masks are likely to be, going by annotated slices left out; null where nothing can be said')

/** What `auto` found when it compared methods on annotated slices left out. */
const methodChoiceSchema = z.object({
  chosen: z.string().describe('Id in the catalog of propagators'),
  candidates: z.array(
    z.object({
      method: z.string().describe('Id in the catalog of propagators'),
      estimate: estimateSchema.describe('For the whole project; null where nothing can be said'),
      seconds: z.number().describe('Training and comparison'),
    }),
  ),
})
export type MethodChoice = z.infer<typeof methodChoiceSchema>

/** A trained propagator: one file that other projects can use. */
const propagationModelSchema = z.object({
  modelId: z.string().describe('From the bytes of the file: the same model has the same id everywhere'),
  name: z.string(),
  method: z.string().describe('Id in the catalog of propagators'),
  learnsFrom: z.enum(LEARNING_SOURCES),
  params: z.record(z.string(), z.unknown()).describe('All settings, defaults filled in'),
  seed: z.int(),
  caseCount: z.int().describe('Volumes it was trained on; which ones is not kept'),
  deviceId: z.string(),
  threads: z.int(),
  library: z.string().describe('That computed, with its version'),
  software: z.string().describe('Slicewright that trained it'),
  choice: methodChoiceSchema.nullable().describe('Of `auto`; null for other methods'),
  weightCount: z.int().describe('Numbers it consists of'),
  sizeBytes: z.int().describe('Of the file'),
  modifiedAt: z.iso.datetime().describe('When the file came to where it is'),
})
export type PropagationModelInfo = z.infer<typeof propagationModelSchema>

/** Result of the job that `propagation.train` starts. */
export const propagatorTrainingSchema = z.object({
  model: propagationModelSchema,
  seconds: z.number().describe('Of this call only if it went on from a checkpoint'),
  problems: z.array(problemSchema).describe('Cases that were not trained on, and why'),
})
export type PropagatorTraining = z.infer<typeof propagatorTrainingSchema>

const computing = {
  seed: z.int().min(0).max(4294967295).default(0).describe('Of methods that learn: weights, batches, augmentation'),
  deviceId: z.string().optional().describe('Device that learned methods compute on; left out, the fastest usable one'),
  threads: z.int().min(1).max(256).optional().describe('Threads to compute with; sums depend on it'),
}

const method = z.string().describe('Id in the catalog of propagators')
const inWorkspace = { workspace: workspacePathSchema }

const propagatedFileSchema = z.object({
  caseId: z.string(),
  output: z.string().describe('Absolute path of the dense label map'),
  slices: z.array(sliceProvenanceSchema).describe('One a slice, first slice first'),
  estimate: estimateSchema,
  seconds: z.number().describe('Propagation alone, without reading and writing'),
})
export type PropagatedFile = z.infer<typeof propagatedFileSchema>

/** Result of the job that `propagation.propagate` starts. */
export const propagationSchema = z.object({
  method: z.string().describe('Id in the catalog of propagators'),
  output: z.string().describe('Absolute path of the dense label map, or of the folder of them'),
  axis: sliceAxisSchema,
  outside: outsideRuleSchema,
  unreached: unreachedRuleSchema,
  slices: z.array(sliceProvenanceSchema).describe('Of a single label map; those of a folder are under `cases`'),
  cases: z.array(propagatedFileSchema).describe('What was written, by case id'),
  model: propagationModelSchema.nullable().describe('Of a method that learns; null where it was not kept in a file'),
  choice: methodChoiceSchema.nullable().describe('Of `auto`; null for other methods'),
  seconds: z.number().describe('Propagation of all cases, without reading, writing and training'),
  trainingSeconds: z.number().nullable().describe('null where nothing was trained'),
  warnings: z.array(volumeWarningSchema),
  problems: z.array(problemSchema).describe('Files of a folder that were not propagated, and why'),
})
export type Propagation = z.infer<typeof propagationSchema>

/** Result of the job that `propagation.start` starts. */
export const planPropagationSchema = z.object({
  title: z.string().describe('Of the one undo step, as in "Propagate liver, 12 volumes"'),
  cases: z.array(
    z.object({
      caseId: z.string(),
      filledSliceCount: z.number().int(),
      seconds: z.number(),
      /** Over all voxels of the slices that are not annotated, per class; null without a reference (contract.md §3). */
      iou: z.number().nullable(),
      iouByClass: z.array(z.object({ label: z.number().int(), iou: z.number().nullable() })),
      estimate: estimateSchema,
    }),
  ),
  estimate: estimateSchema.describe('Of all cases together'),
  model: propagationModelSchema.nullable().describe('Of a method that learns: the one used, kept in the workspace'),
  problems: z.array(problemSchema),
})
export type PlanPropagation = z.infer<typeof planPropagationSchema>

export const propagation = {
  /**
   * Fills the slices of a plan's cases that are not annotated. The masks become suggestions; `review` decides on them. Annotated
   * slices and accepted slices stay as they are. Each computed slice is announced by a `produced` event of the job. A method that
   * learns is trained first, as `train` does it, unless a model is named.
   */
  start: oc
    .errors(methodErrors)
    .input(
      z.object({
        workspace: workspacePathSchema,
        planId: z.string(),
        caseIds: z.array(z.string()).min(1),
        method,
        params: z.record(z.string(), z.unknown()).default({}).describe('A model brings its own'),
        modelId: z.string().optional().describe('A model of this method in the workspace; left out, one is trained'),
        outside: outsideRuleSchema.optional(),
        unreached: unreachedRuleSchema.optional(),
        ...computing,
      }),
    )
    .output(startedSchema),
  /**
   * Trains a propagator and keeps it in the workspace. The job can be paused, and goes on after a kill. Learning curves come as
   * `measured` events. Its result is `propagatorTrainingSchema`.
   */
  train: oc
    .errors(methodErrors)
    .input(
      z.object({
        ...inWorkspace,
        planId: z
          .string()
          .nullable()
          .describe('Its drawn slices are what is learned from; null: the label maps that came with the cases'),
        caseIds: z
          .array(z.string())
          .min(1)
          .nullable()
          .default(null)
          .describe('null: the cases of the plan; for methods that learn from images, and without a plan, all cases'),
        method,
        params: z.record(z.string(), z.unknown()).default({}),
        name: z.string().trim().min(1).max(100).optional(),
        ...computing,
      }),
    )
    .output(startedSchema),
  /** The trained propagators of a workspace, newest first; files that are none are told as problems. */
  models: oc
    .errors(methodErrors)
    .input(z.object(inWorkspace))
    .output(z.object({ models: z.array(propagationModelSchema), problems: z.array(problemSchema) })),
  removeModel: oc
    .errors(methodErrors)
    .input(z.object({ ...inWorkspace, modelId: z.string() }))
    .output(z.object({})),
  /** Takes a model file of another project. */
  importModel: oc
    .errors(methodErrors)
    .input(z.object({ ...inWorkspace, path: pathSchema('.safetensors file of a propagator') }))
    .output(propagationModelSchema),
  exportModel: oc
    .errors(methodErrors)
    .input(z.object({ ...inWorkspace, modelId: z.string(), output: pathSchema('.safetensors file to write') }))
    .output(z.object({ output: z.string() })),
  /** Files to files. Of folders, what cannot be paired, read or written is a problem and does not stop the others. */
  propagate: oc
    .errors(methodErrors)
    .input(
      z.object({
        label: pathSchema('Sparse label map, or a folder of them: 255 where not annotated'),
        output: pathSchema('.nii.gz or .nii file to write, or the folder for a folder; never an input'),
        method,
        image: pathSchema('Image the labels were drawn on, or a folder of them').optional(),
        model: pathSchema(
          'Model file of this method; left out, a method that learns is trained on these cases',
        ).optional(),
        saveModel: pathSchema('.safetensors file to keep the trained model in').optional(),
        ...computing,
        axis: sliceAxisSchema.default('k'),
        outside: outsideRuleSchema.optional(),
        unreached: unreachedRuleSchema.optional(),
        params: z.record(z.string(), z.unknown()).default({}).describe("The propagator's own parameters"),
        ignoreValue: z.number().int().optional().describe('Stored value that means not annotated, if not 255'),
        mapping: z.string().optional().describe('STORED:LABEL,… for every stored value but 0'),
      }),
    )
    .output(startedSchema),
}
