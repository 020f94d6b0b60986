import * as tf from '@tensorflow/tfjs'
import { binaryKernels } from '../kernels/binary'
import { convolutionKernels } from '../kernels/convolution'
import { depthwiseKernels } from '../kernels/depthwise'
import { matmulKernels } from '../kernels/matmul'
import { poolingKernels } from '../kernels/pooling'
import { reductionKernels } from '../kernels/reductions'
import { reshapeKernels } from '../kernels/reshape'
import { resizeKernels } from '../kernels/resize'
import { shapeKernels } from '../kernels/shape'
import { unaryKernels } from '../kernels/unary'
import type { KernelDefinition } from './kernel'
import { RECORDER_NAME } from './OnnxRecorder'

const recordedKernels: readonly KernelDefinition[] = [
  ...unaryKernels,
  ...binaryKernels,
  ...reductionKernels,
  ...shapeKernels,
  ...reshapeKernels,
  ...matmulKernels,
  ...convolutionKernels,
  ...depthwiseKernels,
  ...poolingKernels,
  ...resizeKernels,
]

/** The names of all kernels that can be recorded. */
export const recordedKernelNames: readonly string[] = recordedKernels.map((kernel) => kernel.name)

/** Tells TensorFlow.js how each kernel is recorded; once for each process, they hold no state. */
export function registerKernels(): void {
  if (tf.getKernelsForBackend(RECORDER_NAME).length > 0) return
  for (const kernel of recordedKernels) kernel.register()
}
