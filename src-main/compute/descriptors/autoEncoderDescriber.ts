import { throwIfCancelled } from '../../domain/errors'
import type { Backend, State } from '../backends/Backend'
import type * as tf from '@tensorflow/tfjs'
import { CODE_LENGTH, createAutoEncoder, ENCODED_SIDE } from './autoEncoder'
import { breathingThumbnails } from './breathingThumbnails'
import type { OpenDescriber, SliceDescriber } from './SliceDescriber'
import { trainAutoEncoder } from './trainAutoEncoder'

const BATCH_SIZE = 16
const PIXEL_COUNT = ENCODED_SIDE ** 2

/** The 64 numbers from which an auto-encoder, trained on the pool, rebuilds a slice (method.md D, extractor a). */
export const autoEncoderDescriber: SliceDescriber = {
  id: 'auto-encoder',
  label: 'Auto-encoder',
  description: 'A small network learns to rebuild the slices of the data set; takes minutes, once.',
  source: 'Convolutional auto-encoder after Zheng et al., AAAI 2019 (64 numbers a slice, 20 epochs)',
  takes: 'nothing',
  learnsFromPool: true,
  dependsOnScope: false,
  isQuick: false,
  async open(pool, context) {
    const weights = await trainAutoEncoder(pool, context)
    return openAutoEncoder(weights, await context.backend())
  },
}

/** Ready to describe with weights that were trained. */
async function openAutoEncoder(weights: State, backend: Backend): Promise<OpenDescriber> {
  const network = createAutoEncoder({ seed: 0 })
  const shape = [BATCH_SIZE, ENCODED_SIDE, ENCODED_SIDE, 1]
  try {
    const compiled = await backend.compile({
      inputs: { slices: shape },
      variables: network.encoderVariables,
      compute: ({ slices }) => ({ codes: network.encode(slices as tf.Tensor4D) }),
    })
    await compiled.writeState(weights)
    return {
      async describe({ volume, axis, signal }) {
        const size = { width: ENCODED_SIDE, height: ENCODED_SIDE }
        const rows = await breathingThumbnails({ volume, axis, ...size, signal })
        const { sliceCount } = rows
        const data = new Float32Array(sliceCount * CODE_LENGTH)
        for (let first = 0; first < sliceCount; first += BATCH_SIZE) {
          throwIfCancelled(signal, 'Describing slices')
          const count = Math.min(BATCH_SIZE, sliceCount - first)
          const slices = new Float32Array(BATCH_SIZE * PIXEL_COUNT)
          slices.set(rows.data.subarray(first * PIXEL_COUNT, (first + count) * PIXEL_COUNT))
          const { codes } = await compiled.run({ slices })
          data.set(codes.subarray(0, count * CODE_LENGTH), first * CODE_LENGTH)
        }
        return { data, sliceCount, dimension: CODE_LENGTH }
      },
      close: () => compiled.dispose().finally(() => network.dispose()),
    }
  } catch (error) {
    network.dispose()
    throw error
  }
}
