import * as tf from '@tensorflow/tfjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Backend, Program } from '../../../../../src-main/compute/backends/Backend'
import { openCpuBackend } from '../../../../support/openCpuBackend'

let backend: Backend
let total: tf.Variable

beforeEach(async () => {
  backend = await openCpuBackend()
  total = tf.variable(tf.tensor1d([10, 20]), true)
})
afterEach(() => total.dispose())

/** Adds `x` to a running total and tells both. */
function accumulator(): Program<'x', 'sum' | 'total'> {
  return {
    inputs: { x: [2] },
    variables: { total },
    compute: ({ x }) => {
      total.assign(tf.add(total, x))
      return { sum: tf.sum(x), total }
    },
  }
}

describe('createEagerBackend', () => {
  it('keeps what a program assigned for the next call', async () => {
    const compiled = await backend.compile(accumulator())
    await compiled.run({ x: Float32Array.of(1, 2) })
    const { sum, total } = await compiled.run({ x: Float32Array.of(3, 4) })
    expect([...sum]).toEqual([7])
    expect([...total]).toEqual([14, 26])
  })

  it('reads a copy of the state and writes it back', async () => {
    const compiled = await backend.compile(accumulator())
    const before = await compiled.readState()
    await compiled.run({ x: Float32Array.of(1, 1) })
    expect([...before['total']!.data]).toEqual([10, 20])
    await compiled.writeState(before)
    expect([...(await compiled.readState())['total']!.data]).toEqual([10, 20])
  })

  it('does not keep the arrays it is given', async () => {
    const compiled = await backend.compile({
      inputs: { x: [2] },
      variables: { total },
      compute: ({ x }) => {
        total.assign(x as tf.Tensor1D)
        return { x }
      },
    })
    const x = Float32Array.of(1, 2)
    const outputs = await compiled.run({ x })
    x.fill(99)
    expect([...outputs['x']!]).toEqual([1, 2])
    expect([...(await compiled.readState())['total']!.data]).toEqual([1, 2])
  })

  it('gives integer outputs as float32', async () => {
    const compiled = await backend.compile({
      inputs: { x: [3] },
      variables: {},
      compute: ({ x }) => ({ largest: tf.argMax(x) }),
    })
    expect(await compiled.run({ x: Float32Array.of(1, 5, 2) })).toEqual({ largest: Float32Array.of(1) })
  })

  it('refuses unknown names and other shapes, and changes nothing then', async () => {
    const compiled = await backend.compile(accumulator())
    const two = { shape: [2], data: Float32Array.of(0, 0) }
    await expect(compiled.writeState({ total: two, other: two })).rejects.toThrow('no variable "other"')
    await expect(async () => compiled.writeState({ total: { shape: [1], data: Float32Array.of(0) } })).rejects.toThrow(
      '"total" is 2, the given state has 1',
    )
    await expect(compiled.run({ x: Float32Array.of(1) })).rejects.toThrow('has 1 values, expected 2 for [2]')
    expect([...(await compiled.readState())['total']!.data]).toEqual([10, 20])
  })

  it('leaks no tensors', async () => {
    const compiled = await backend.compile(accumulator())
    const step = async () => {
      await compiled.run({ x: Float32Array.of(1, 2) })
      await compiled.writeState(await compiled.readState())
    }
    await step()
    const before = tf.memory().numTensors
    for (let n = 0; n < 5; n++) await step()
    expect(tf.memory().numTensors).toBe(before)
  })
})
