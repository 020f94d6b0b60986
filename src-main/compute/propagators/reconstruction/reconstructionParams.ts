import { z } from 'zod'
import { INTENSITY_WINDOWS } from './GreyVolume'

/** What training depends on. */
const trainingShape = {
  variant: z
    .enum(['lite', 'full'])
    .default('lite')
    .describe(
      'Size of the network: lite (221 184 parameters, slices of 128²) for a CPU, full (811 168, 256²) as published',
    ),
  intensityWindow: z
    .enum(INTENSITY_WINDOWS)
    .default('percentiles')
    .describe(
      "What is black and what is white: each volume's own quantiles, or soft tissue in Hounsfield units (−300 to 400)",
    ),
  stepCount: z.number().int().min(1).max(100_000).default(2000).describe('Steps of training'),
  batchSize: z
    .number()
    .int()
    .min(1)
    .max(32)
    .default(2)
    .describe('Pairs of slices (windows of five slices for SSA) that one step learns from'),
  patchSide: z
    .number()
    .int()
    .min(16)
    .max(256)
    .default(80)
    .describe('Side of the square that training cuts from a slice, in pixels; smaller is faster'),
  learningRate: z
    .number()
    .min(1e-6)
    .max(0.1)
    .default(1e-3)
    .describe('Step size of Adam at the start; it is halved after each quarter of the steps'),
} as const

/** What carrying masks depends on; may be chosen anew for a trained model. */
const propagationShape = {
  verification: z
    .boolean()
    .default(false)
    .describe('Keep a pixel only where its intensity is nearer to the structure than to its surroundings (Sli2Vol)'),
  fronts: z
    .enum(['fused', 'nearest'])
    .default('fused')
    .describe('Between two key slices: both masks weighted by 1/distance, or the nearer one alone'),
  carry: z
    .enum(['soft', 'hard'])
    .default('soft')
    .describe('What goes from slice to slice: probabilities, or the most probable class alone'),
  displacementSd: z
    .number()
    .min(0)
    .max(20)
    .default(1)
    .describe(
      'How far structures move from slice to slice, in pixels of the network: matches farther away count less (standard deviation; 0: all alike, as published)',
    ),
} as const

export const reconstructionParams = z.object({ ...trainingShape, ...propagationShape })
export type ReconstructionParams = z.infer<typeof reconstructionParams>

/** The same with other defaults of what decides how long a step of training takes. */
export function reconstructionParamsWith(defaults: Pick<ReconstructionParams, 'batchSize' | 'patchSide'>) {
  const { batchSize, patchSide } = reconstructionParams.shape
  return reconstructionParams.extend({
    batchSize: batchSize.unwrap().default(defaults.batchSize).describe(String(batchSize.description)),
    patchSide: patchSide.unwrap().default(defaults.patchSide).describe(String(patchSide.description)),
  })
}

export type ReconstructionSettings = Pick<ReconstructionParams, keyof typeof trainingShape>
export type CarrySettings = Pick<ReconstructionParams, keyof typeof propagationShape>

/** The part that a trained model cannot change any more. */
export function settingsOf(params: ReconstructionParams): ReconstructionSettings {
  const { variant, intensityWindow, stepCount, batchSize, patchSide, learningRate } = params
  return { variant, intensityWindow, stepCount, batchSize, patchSide, learningRate }
}

/**
 * What a trained model may be asked anew: left out, its own parameters hold. The settings of training are taken too, so that one set of
 * parameters serves training and use, and change nothing.
 */
export const reopenedParams = z.object({
  variant: trainingShape.variant.unwrap().optional(),
  intensityWindow: trainingShape.intensityWindow.unwrap().optional(),
  stepCount: trainingShape.stepCount.unwrap().optional(),
  batchSize: trainingShape.batchSize.unwrap().optional(),
  patchSide: trainingShape.patchSide.unwrap().optional(),
  learningRate: trainingShape.learningRate.unwrap().optional(),
  verification: propagationShape.verification.unwrap().optional(),
  fronts: propagationShape.fronts.unwrap().optional(),
  carry: propagationShape.carry.unwrap().optional(),
  displacementSd: propagationShape.displacementSd.unwrap().optional(),
})
