import * as tf from '@tensorflow/tfjs'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import type { Backend, CompiledProgram } from '../backends/Backend'
import type { PropagationModel } from '../propagators/LearnedPropagator'
import { EDGE_PROFILE_RADIUS, padForEdgeProfile } from '../propagators/reconstruction/edgeProfile'
import { clippedGrey, GreyVolume } from '../propagators/reconstruction/GreyVolume'
import { reconstructionParams } from '../propagators/reconstruction/reconstructionParams'
import { createSliceEncoder, ENCODER_VARIANTS, type SliceEncoder } from '../propagators/reconstruction/sliceEncoder'
import { sli2volMethod } from '../propagators/reconstruction/sli2volMethod'
import { ssaMethod } from '../propagators/reconstruction/ssaMethod'
import { requireFittingWeights } from '../propagators/requireFittingWeights'
import type { OpenDescriber, SliceDescriber } from './SliceDescriber'

const METHODS = [sli2volMethod, ssaMethod]

/** The features of a trained slice reconstruction, averaged over the slice (method.md D, extractor b). */
export const reconstructionDescriber: SliceDescriber = {
  id: 'reconstruction',
  label: 'Slice reconstruction',
  description: 'Features of a trained propagator (Sli2Vol or SSA) of the workspace, averaged over the slice.',
  source: 'Yeung, Namburete and Xie, Sli2Vol, MICCAI 2021: its encoder',
  takes: 'propagation-model',
  learnsFromPool: false,
  dependsOnScope: false,
  isQuick: false,
  async open(_, context) {
    const model = context.propagationModel
    if (model === undefined) throw new SlicewrightError('INTERNAL', 'The model was promised and is not there.')
    const method = METHODS.find(({ id }) => id === model.method)
    if (method === undefined)
      throw new SlicewrightError(
        'MODEL_INVALID',
        `The model is of "${model.method}"; slices are described by the encoder of ${METHODS.map(({ id }) => id).join(' or ')}. Choose a model of one of them, or train one on the page Propagate.`,
        { details: { found: model.method, allowed: METHODS.map(({ id }) => id) } },
      )
    const { variant, intensityWindow } = paramsOf(model)
    const backend = await context.backend()
    const encoder = createSliceEncoder({ variant, inputCount: method.inputCount, seed: 0 })
    try {
      requireFittingWeights(model, encoder.variables)
    } catch (error) {
      encoder.dispose()
      throw error
    }
    const averaging = new Averaging({ backend, model, encoder, encoderInput: method.encoderInput })
    const describer: OpenDescriber = {
      async describe({ volume, axis, signal }) {
        const { largestSide } = ENCODER_VARIANTS[variant]
        const grey = new GreyVolume({ volume, axis, largestSide, intensityWindow })
        const { sliceCount, grid } = grey
        const program = await averaging.programFor(grid)
        const dimension = encoder.featureCount
        const data = new Float32Array(sliceCount * dimension)
        for (let slice = 0; slice < sliceCount; slice++) {
          throwIfCancelled(signal, 'Describing slices')
          const padded = padForEdgeProfile(clippedGrey(grey.slice(slice)), grid)
          data.set((await program.run({ padded })).means, slice * dimension)
        }
        return { data, sliceCount, dimension }
      },
      close: () => averaging.close().finally(() => encoder.dispose()),
    }
    return describer
  },
}

/** One program for slices of the size that came last: a data set mostly has one. */
class Averaging {
  private readonly parts: {
    readonly backend: Backend
    readonly model: PropagationModel
    readonly encoder: SliceEncoder
    readonly encoderInput: (padded: tf.Tensor4D) => tf.Tensor4D
  }
  private last: { key: string; program: CompiledProgram<'padded', 'means'> } | null = null

  constructor(parts: Averaging['parts']) {
    this.parts = parts
  }

  async programFor({ width, height }: { width: number; height: number }): Promise<CompiledProgram<'padded', 'means'>> {
    const key = `${width} ${height}`
    if (this.last?.key === key) return this.last.program
    await this.close()
    const { backend, model, encoder, encoderInput } = this.parts
    const program = await backend.compile({
      inputs: { padded: [1, height + 2 * EDGE_PROFILE_RADIUS, width + 2 * EDGE_PROFILE_RADIUS, 1] },
      variables: encoder.variables,
      compute: ({ padded }) => ({ means: tf.mean(encoder.encode(encoderInput(padded as tf.Tensor4D)), [1, 2]) }),
    })
    await program.writeState(model.weights)
    this.last = { key, program }
    return program
  }

  async close(): Promise<void> {
    await this.last?.program.dispose()
    this.last = null
  }
}

function paramsOf(model: PropagationModel) {
  const parsed = reconstructionParams.safeParse(model.params)
  if (parsed.success) return parsed.data
  throw new SlicewrightError(
    'MODEL_INVALID',
    `The settings of the "${model.method}" model are not those of this version. Train it again, or choose another model.`,
  )
}
