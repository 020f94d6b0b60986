import * as tf from '@tensorflow/tfjs'
import type { Program } from '../../src-main/compute/backends/Backend'
import { padForEdgeProfile } from '../../src-main/compute/propagators/reconstruction/edgeProfile'
import { concatenated, sli2volMethod } from '../../src-main/compute/propagators/reconstruction/sli2volMethod'
import {
  reconstructionParams,
  settingsOf,
} from '../../src-main/compute/propagators/reconstruction/reconstructionParams'
import { createSliceEncoder, type EncoderVariant } from '../../src-main/compute/propagators/reconstruction/sliceEncoder'
import { adamWInputs } from '../../src-main/compute/training/adamW'
import { createOptimisedProgram } from '../../src-main/compute/training/createOptimisedProgram'
import { initialData, type BenchNetwork } from './benchNetworks'

/** The slice reconstruction networks; `pytorch/reconstructionStep.py` builds the same ones. */
export const BENCH_RECONSTRUCTIONS = {
  /** Sli2Vol lite, 221 k parameters, two pairs of patches as in training. */
  rl: { variant: 'lite', batchSize: 2, side: 96 },
  /** Sli2Vol as published, 811 k parameters, one pair of small patches. */
  rf: { variant: 'full', batchSize: 1, side: 64 },
} as const satisfies Record<string, { variant: EncoderVariant; batchSize: number; side: number }>

export type BenchReconstructionName = keyof typeof BENCH_RECONSTRUCTIONS

const LEARNING_RATE = 1e-3

/** One step of Sli2Vol's training, exactly as `trainReconstruction` takes it, on a fixed batch. */
export function benchReconstruction(name: BenchReconstructionName): BenchNetwork {
  const { variant, batchSize, side } = BENCH_RECONSTRUCTIONS[name]
  const settings = settingsOf(reconstructionParams.parse({ variant, batchSize }))
  const training = sli2volMethod.createTraining({ settings, side })
  const encoder = createSliceEncoder({ variant, inputCount: sli2volMethod.inputCount, seed: 0 })
  Object.values(encoder.variables).forEach((variable, at) => {
    if (variable.rank < 4) return
    const [height, width, before] = variable.shape as [number, number, number]
    const data = initialData(variable.shape, { kind: 'he', fanIn: height * width * before }, at + 1)
    tf.tidy(() => variable.assign(tf.tensor(data, variable.shape)))
  })
  const { program } = createOptimisedProgram({
    weights: encoder.variables,
    decayedNames: encoder.decayedNames,
    weightDecay: 0,
    inputs: training.inputs,
    lossOf: (inputs) => training.lossOf(inputs, encoder),
  })
  const count = 2 * batchSize
  const noise = initialData([count, side, side], { kind: 'he', fanIn: 2 }, 0)
  const greys = noise.map((value) => Math.min(Math.max(128 + 40 * value, 0), 255))
  const slices = Array.from({ length: count }, (_, at) => greys.slice(at * side * side, (at + 1) * side * side))
  const exposed = concatenated(slices.map((slice) => padForEdgeProfile(slice, { width: side, height: side })))
  const intensities = greys.map((grey) => grey / 255)
  return {
    program: program as unknown as Program<string, 'loss'>,
    parameterCount: Object.values(encoder.variables).reduce((sum, { size }) => sum + size, 0),
    inputsAt: (step) => ({
      exposed,
      intensities,
      ...adamWInputs({ step: step - 1, learningRate: LEARNING_RATE }),
    }),
  }
}
