import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, test } from 'vitest'
import type { Raw } from '../../../../../src-main/compute/backends/onnx/graph/Graph'
import { recordStep } from '../../../../../src-main/compute/backends/onnx/recordStep'
import { smallTrainingProgram } from './smallNetwork'

beforeAll(async () => {
  tf.enableProdMode()
  await tf.setBackend('cpu')
})

/** Every tensor that `raws` depend on, themselves included. */
function reachable(raws: readonly Raw[]): Set<Raw> {
  const found = new Set<Raw>()
  const pending = [...raws]
  for (let raw = pending.pop(); raw !== undefined; raw = pending.pop()) {
    if (found.has(raw)) continue
    found.add(raw)
    if (raw.node.kind === 'operation') pending.push(...raw.node.inputs)
  }
  return found
}

test('filters and their optimiser slots are kept in the order of the convolutions: no slot is ever transposed', () => {
  const { program, dispose } = smallTrainingProgram({ spatialRank: 2, batchSize: 1, seed: 1 })
  const { recorded } = recordStep(program, { filterGradient: 'wide' })
  const filters = recorded.state.filter(({ variable }) => variable.includes('filter'))
  expect(filters).toHaveLength(5 * 3)
  for (const { order } of filters) expect(order).toEqual([3, 2, 0, 1])

  const slots = new Set(
    recorded.state.flatMap(({ variable, input }) => (/\/[mv]$/.test(variable) ? (input?.raw ?? []) : [])),
  )
  expect(slots.size).toBe(recorded.state.length * (2 / 3))
  const moved = [...reachable(recorded.state.flatMap(({ output }) => output?.raw ?? []))].filter(
    ({ node }) =>
      node.kind === 'operation' && node.operator === 'Transpose' && node.inputs.some((raw) => slots.has(raw)),
  )
  expect(moved).toEqual([])
  dispose()
})

test('recording the same program twice gives the same bytes', () => {
  const { program, dispose } = smallTrainingProgram({ spatialRank: 3, batchSize: 1, seed: 1 })
  const [first, second] = [1, 2].map(() => recordStep(program, { filterGradient: 'wide' }).bytes)
  expect(Buffer.compare(first, second)).toBe(0)
  dispose()
})

test('an input that nothing depends on is not asked for', () => {
  const { recorded } = recordStep(
    { inputs: { x: [2], unused: [2] }, variables: {}, compute: ({ x }) => ({ y: tf.neg(x) }) },
    { filterGradient: 'wide' },
  )
  expect(recorded.inputs.map(({ name }) => name)).toEqual(['x'])
})
