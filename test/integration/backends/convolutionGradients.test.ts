import * as tf from '@tensorflow/tfjs'
import { expect, it } from 'vitest'
import type { Backend, Program } from '../../../src-main/compute/backends/Backend'
import { unevenNumbers } from '../../../src-main/compute/deviceProbe/proof'
import { describeOnNativeBackends, openNativeBackend } from '../../support/nativeBackends'
import { openCpuBackend } from '../../support/openCpuBackend'

interface Convolution {
  readonly name: string
  readonly image: number[]
  readonly filter: number[]
  readonly apply: (image: tf.Tensor, filter: tf.Tensor) => tf.Tensor
}

const CONVOLUTIONS: Convolution[] = [
  {
    name: 'conv2d 3×3 "same", 3 → 4 channels',
    image: [2, 6, 5, 3],
    filter: [3, 3, 3, 4],
    apply: (image, filter) => tf.conv2d(image as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'),
  },
  {
    name: 'conv2d 1×1, 4 → 2 channels',
    image: [1, 4, 4, 4],
    filter: [1, 1, 4, 2],
    apply: (image, filter) => tf.conv2d(image as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'),
  },
  {
    name: 'conv2dTranspose 2×2 of stride 2, 4 → 3 channels',
    image: [2, 3, 4, 4],
    filter: [2, 2, 3, 4],
    apply: (image, filter) => tf.conv2dTranspose(image as tf.Tensor4D, filter as tf.Tensor4D, [2, 6, 8, 3], 2, 'valid'),
  },
  {
    name: 'conv3d 3×3×3 "same", 2 → 3 channels',
    image: [1, 4, 5, 6, 2],
    filter: [3, 3, 3, 2, 3],
    apply: (image, filter) => tf.conv3d(image as tf.Tensor5D, filter as tf.Tensor5D, 1, 'same'),
  },
  {
    name: 'conv3d 3×3×3 "same", 3 → 1 channels',
    image: [2, 3, 4, 4, 3],
    filter: [3, 3, 3, 3, 1],
    apply: (image, filter) => tf.conv3d(image as tf.Tensor5D, filter as tf.Tensor5D, 1, 'same'),
  },
]

type Outputs = 'result' | 'imageGradient' | 'filterGradient'

/** The convolution, and the gradients of the sum of its squares (so that no gradient is constant). */
async function differentiate(backend: Backend, { image, filter, apply }: Convolution) {
  const program: Program<'image' | 'filter', Outputs> = {
    inputs: { image, filter },
    variables: {},
    compute(inputs) {
      const energy = (image: tf.Tensor, filter: tf.Tensor) => tf.sum(tf.square(apply(image, filter)))
      const [imageGradient, filterGradient] = tf.grads(energy)([inputs.image, inputs.filter])
      return {
        result: apply(inputs.image, inputs.filter),
        imageGradient: imageGradient!,
        filterGradient: filterGradient!,
      }
    },
  }
  const compiled = await backend.compile(program)
  try {
    return await compiled.run({
      image: unevenNumbers(image, 0.618).data,
      filter: unevenNumbers(filter, 0.377).data,
    })
  } finally {
    await compiled.dispose()
  }
}

describeOnNativeBackends('a convolution and its gradients', (deviceId) => {
  it.each(CONVOLUTIONS)('$name', async (convolution) => {
    const expected = await differentiate(await openCpuBackend(), convolution)
    const found = await differentiate(await openNativeBackend(deviceId), convolution)
    for (const name of ['result', 'imageGradient', 'filterGradient'] as const) {
      const largest = Math.max(...expected[name].map(Math.abs))
      const differences = expected[name].map((value, n) => Math.abs(value - found[name][n]!))
      expect(found[name].length).toBe(expected[name].length)
      expect(Math.max(...differences) / largest, name).toBeLessThan(1e-5)
    }
  })
})
