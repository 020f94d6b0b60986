import type { State } from '../backends/Backend'
import { exportOnnx } from '../backends/onnx/exportOnnx'
import type { ConfiguredModel } from '../models/defineModel'
import { createForwardProgram } from './createForwardProgram'

/** The exported network takes one slice at a time: the plainest interface for other programs. */
const EXPORTED_BATCH_SIZE = 1

/** How other programs call the exported network; the side-car repeats it. */
export interface ExportedNetwork {
  readonly bytes: Uint8Array
  readonly input: { readonly name: 'images'; readonly shape: readonly [1, 1, number, number] }
  readonly output: { readonly name: 'probabilities'; readonly shape: readonly [1, number, number, number] }
}

/** A trained network as an ordinary ONNX file, channels first: one normalised slice in, class probabilities out. */
export function exportNetwork(options: {
  model: ConfiguredModel
  weights: State
  classCount: number
  height: number
  width: number
}): ExportedNetwork {
  const { model, weights, classCount, height, width } = options
  // The initial weights are replaced by `weights`, so that their seed does not matter.
  const network = model.createNetwork({ classCount, seed: 0 })
  try {
    const program = createForwardProgram({ network, batchSize: EXPORTED_BATCH_SIZE, height, width })
    return {
      bytes: exportOnnx({ program, state: weights, name: 'segmentation' }),
      input: { name: 'images', shape: [EXPORTED_BATCH_SIZE, 1, height, width] },
      output: { name: 'probabilities', shape: [EXPORTED_BATCH_SIZE, classCount, height, width] },
    }
  } finally {
    network.dispose()
  }
}
