import { z } from 'zod'
import { augmentationSettingsSchema } from '../sampling/augmentation'
import { preprocessingSettingsSchema } from '../volume/preprocessingPlan'
import { SLICE_AXES } from '../volume/slices'

const positive = z.number().positive()
const count = z.number().int().positive()

/** Everything about a training that a user may choose. Two trainings with equal settings, data and device give equal bytes. */
export const trainingSettingsSchema = z.strictObject({
  model: z.string().default('unet-2d').describe('Id of a network in the catalog'),
  modelParams: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("The network's own settings; defaults in the catalog"),
  sliceAxis: z.enum(SLICE_AXES).default('k').describe('The stored axis that slices are counted on'),
  seed: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Decides the initial weights, the order of slices and the augmentation'),
  stepCount: count
    .default(500)
    .describe('Training steps; the same for every density, so that cells compare (method.md A2)'),
  batchSize: count.default(16).describe('Slices a step'),
  learningRate: positive.default(1e-2).describe('Of AdamW, at the first step'),
  schedule: z
    .enum(['constant', 'poly'])
    .default('poly')
    .describe('How the learning rate falls: not at all, or as (1 - step/steps)^0.9'),
  weightDecay: z.number().min(0).default(1e-2).describe('Of AdamW: decoupled, not on norm and bias parameters'),
  validationIntervalSteps: count.default(50).describe('Steps between two looks at the validation cases'),
  checkpointIntervalSteps: count.default(50).describe('Steps between two checkpoints'),
  preprocessing: preprocessingSettingsSchema.prefault({}),
  augmentation: augmentationSettingsSchema.prefault({}),
})
export type TrainingSettings = z.infer<typeof trainingSettingsSchema>
