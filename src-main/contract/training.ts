import { oc } from '@orpc/contract'
import { z } from 'zod'
import { bestValidationSchema } from '../domain/experiment/trainedModel'
import { trainingSettingsSchema } from '../domain/experiment/trainingSettings'
import { methodErrors } from './errors'
import { startedSchema } from './jobs'
import { pathSchema } from './paths'
import { problemSchema, volumeWarningSchema } from './studies'

const device = {
  deviceId: z.string().optional().describe('Device to compute on; left out, the fastest usable one'),
  threads: z.int().min(1).max(256).optional().describe('Threads to compute with; sums depend on it'),
}

const trainingRequestSchema = z.object({
  images: pathSchema('Folder of images'),
  labels: pathSchema('Folder of label maps with the names of their images; 255 where not annotated'),
  output: pathSchema('Run folder: made, or resumed if the same training was begun there'),
  settings: trainingSettingsSchema.prefault({}),
  validationFraction: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.2)
    .describe('Part of the cases, at least one, that the best weights are chosen on; drawn by the seed'),
  ignoreValue: z.int().optional().describe('Stored value that means not annotated, if not 255'),
  mapping: z.string().optional().describe('STORED:LABEL,… for every stored value but 0'),
  ...device,
})
export type TrainingRequest = z.infer<typeof trainingRequestSchema>

/** Result of the job that `training.train` starts. */
export const trainingSchema = z.object({
  runId: z.string().describe('Hash of everything that decides the result'),
  model: z.string().describe('Absolute path of the ONNX file; its side-car lies beside it'),
  bestValidation: bestValidationSchema,
  seconds: z.number().describe('From start to end, reading included; of this call only if it resumed'),
  deviceId: z.string(),
  trainingCases: z.array(z.string()),
  validationCases: z.array(z.string()),
  annotatedSliceCount: z.int().describe('Slices that were trained on'),
  problems: z.array(problemSchema).describe('Files that were not used, and why'),
})
export type Training = z.infer<typeof trainingSchema>

const predictionRequestSchema = z.object({
  model: pathSchema('model.onnx as train wrote it, with model.json beside it'),
  image: pathSchema('Image to predict the label map of'),
  channel: z.int().min(0).optional().describe('0-based; needed where the file holds several volumes'),
  output: pathSchema('.nii.gz or .nii file to write; never an input'),
  ...device,
})
export type PredictionRequest = z.infer<typeof predictionRequestSchema>

/** Result of the job that `training.predict` starts. */
export const predictionSchema = z.object({
  output: z.string().describe("Absolute path of the dense label map, on the image's grid"),
  seconds: z.number().describe('From start to end, reading and writing included'),
  deviceId: z.string(),
  warnings: z.array(volumeWarningSchema),
})
export type Prediction = z.infer<typeof predictionSchema>

export const training = {
  train: oc.errors(methodErrors).input(trainingRequestSchema).output(startedSchema),
  predict: oc.errors(methodErrors).input(predictionRequestSchema).output(startedSchema),
}
