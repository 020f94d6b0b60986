import * as tf from '@tensorflow/tfjs'
import { expect, it } from 'vitest'
import { exportOnnx } from '../../../../src-main/compute/backends/onnx/exportOnnx'
import type { Shape } from '../../../../src-main/compute/backends/Backend'
import { onnxDescriber } from '../../../../src-main/compute/descriptors/onnxDescriber'
import { openNativeBackend } from '../../../support/nativeBackends'
import { movingDisk } from '../../../support/texturedCases'
import { describerContext } from './describerContext'

/** Row means of the image: as many numbers as it has rows. */
function modelOf(shape: Shape, compute = (x: tf.Tensor) => tf.mean(x, [2, 3])): Uint8Array {
  const program = {
    inputs: { image: shape },
    variables: {},
    compute: ({ image }: { image: tf.Tensor }) => ({ vector: compute(image) }),
  }
  return exportOnnx({ program, state: {} })
}

const open = async (onnxBytes: Uint8Array) =>
  onnxDescriber.open([], describerContext({ backend: await openNativeBackend('onnx-cpu'), onnxBytes }))

it('gives the vector of each slice', async () => {
  const describer = await open(modelOf([1, 4, 4, 1]))
  const { volume } = movingDisk({ side: 4, sliceCount: 3, seed: 1 })
  const { signal } = new AbortController()
  const found = await describer.describe({ volume, axis: 'k', signal })
  expect(found).toMatchObject({ sliceCount: 3, dimension: 4 })
  const values = [...volume.data]
  const mean = values.reduce((sum, value) => sum + value, 0) / 48
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 48)
  const rowMeans = Array.from({ length: 12 }, (_, row) => {
    const pixels = values.slice(4 * row, 4 * row + 4)
    return (pixels.reduce((sum, value) => sum + value, 0) / 4 - mean) / sd
  })
  rowMeans.forEach((value, at) => expect(found.data[at]).toBeCloseTo(value, 4))
  await describer.close()
})

it.each([
  ['two slices at a time', modelOf([2, 4, 4, 1]), /batch is fixed at 2/],
  ['five channels', modelOf([1, 4, 4, 5]), /5 channels/],
  ['a vector, not an image', modelOf([1, 4], (x) => tf.mul(x, 2)), /inputs are/],
  ['an image out of it', modelOf([1, 4, 4, 1], (x) => tf.mul(x, 2)), /outputs are/],
  ['no model', Uint8Array.of(1, 2, 3), /refused the model/],
])('refuses %s', async (_, bytes, message) => {
  await expect(open(bytes)).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringMatching(message) })
})
