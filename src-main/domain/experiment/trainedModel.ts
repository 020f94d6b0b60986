import { z } from 'zod'
import { preprocessingPlanSchema } from '../volume/preprocessingPlan'
import { trainingSettingsSchema } from './trainingSettings'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const size = z.number().int().positive()

/** Which data a case was: hashes of the voxels as loaded and their grid, and of the weights of its slices if it has any. */
const caseIdentitySchema = z.object({
  caseId: z.string(),
  imageSha256: sha256,
  labelsSha256: sha256,
  sliceWeightsSha256: sha256.nullable(),
})
export type CaseIdentity = z.infer<typeof caseIdentitySchema>

/** All that decides the bytes of a trained network. Equal identities on the same machine give equal files. */
const trainingIdentitySchema = z.object({
  software: z.object({ name: z.string(), version: z.string() }),
  /** Names and versions of what computed. */
  library: z.string(),
  deviceId: z.string(),
  threads: size,
  settings: trainingSettingsSchema,
  model: z.object({ id: z.string(), params: z.record(z.string(), z.unknown()) }),
  classLabels: z.array(z.number().int()),
  preprocessing: preprocessingPlanSchema,
  trainingCases: z.array(caseIdentitySchema),
  validationCases: z.array(caseIdentitySchema),
  /** Slices that batches are drawn from. */
  annotatedSliceCount: z.number().int(),
})
export type TrainingIdentity = z.infer<typeof trainingIdentitySchema>

export const bestValidationSchema = z.object({ metric: z.string(), value: z.number(), step: z.number().int() })
export type BestValidation = z.infer<typeof bestValidationSchema>

/**
 * `model.json` beside `model.onnx`: what anyone needs to use the network, and where it comes from. It names cases, never patients,
 * and holds no paths and no times.
 */
export const trainedModelSchema = z.object({
  formatVersion: z.literal(1),
  onnxSha256: sha256,
  /** Channels first; one slice at a time. */
  input: z.object({ name: z.string(), shape: z.tuple([z.literal(1), z.literal(1), size, size]) }),
  /** Class probabilities; channel c is `classes[c]`. */
  output: z.object({ name: z.string(), shape: z.tuple([z.literal(1), size, size, size]) }),
  classes: z.array(z.object({ index: z.number().int(), label: z.number().int(), name: z.string() })),
  bestValidation: bestValidationSchema,
  provenance: trainingIdentitySchema,
})
export type TrainedModel = z.infer<typeof trainedModelSchema>
