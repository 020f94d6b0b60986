import * as tf from '@tensorflow/tfjs'
import type { Backend, NamedArray, Program } from '../backends/Backend'
import { unevenNumbers } from './proof'

const BATCH_SHAPE = [4, 64, 64, 1]
const FILTER_SHAPES = { first: [3, 3, 1, 16], second: [3, 3, 16, 16], third: [3, 3, 16, 32], fourth: [3, 3, 32, 32] }
type FilterName = keyof typeof FILTER_SHAPES
const WARM_UP_STEPS = 2
const MEASURED_STEPS = 21

/** One step of gradient descent on a small encoder: two convolutions at 64², pooled, two at 32²; about 0.6 GFLOP. */
function stepProgram(filters: Record<FilterName, tf.Variable>): Program<'images' | 'learningRate', 'loss'> {
  const loss = (images: tf.Tensor): tf.Scalar => {
    const convolve = (x: tf.Tensor4D, name: FilterName) =>
      tf.relu(tf.conv2d(x, filters[name] as tf.Tensor4D, 1, 'same'))
    const fine = convolve(convolve(images as tf.Tensor4D, 'first'), 'second')
    const coarse = convolve(convolve(tf.maxPool(fine, 2, 2, 'valid'), 'third'), 'fourth')
    return tf.mean(tf.square(coarse))
  }
  return {
    inputs: { images: BATCH_SHAPE, learningRate: [] },
    variables: filters,
    compute({ images, learningRate }) {
      const { value, grads } = tf.variableGrads(() => loss(images), Object.values(filters))
      for (const filter of Object.values(filters))
        filter.assign(tf.sub(filter, tf.mul(grads[filter.name], learningRate)))
      return { loss: value }
    },
  }
}

/** Median and least milliseconds of one training step of a small fixed network. The first steps are not counted. */
export async function measureStep(backend: Backend): Promise<{ stepMs: number; bestStepMs: number }> {
  const variable = ({ shape, data }: NamedArray) =>
    tf.variable(
      tf.tensor(
        data.map((x) => x / 8),
        [...shape],
      ),
      true,
    )
  const names = Object.keys(FILTER_SHAPES) as FilterName[]
  const filters = Object.fromEntries(
    names.map((name) => [name, variable(unevenNumbers(FILTER_SHAPES[name], 0.377))]),
  ) as Record<FilterName, tf.Variable>
  try {
    const compiled = await backend.compile(stepProgram(filters))
    try {
      const images = unevenNumbers(BATCH_SHAPE, 0.618).data
      const times: number[] = []
      for (let step = 0; step < WARM_UP_STEPS + MEASURED_STEPS; step++) {
        const startedMs = performance.now()
        await compiled.run({ images, learningRate: Float32Array.of(1e-3) })
        times.push(performance.now() - startedMs)
      }
      const sorted = times.slice(WARM_UP_STEPS).sort((a, b) => a - b)
      return { stepMs: sorted[Math.floor(MEASURED_STEPS / 2)], bestStepMs: sorted[0] }
    } finally {
      await compiled.dispose()
    }
  } finally {
    tf.dispose(filters)
  }
}
