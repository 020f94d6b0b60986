import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Program } from '../../../../../src-main/compute/backends/Backend'
import { createOnnxBackend } from '../../../../../src-main/compute/backends/onnx/createOnnxBackend'
import { runEagerly } from './runEagerly'
import { smallTrainingProgram } from './smallNetwork'
import { stateOf } from './stateOf'

beforeAll(async () => {
  tf.enableProdMode()
  await tf.setBackend('cpu')
})

const onnx = (threads = 1) => createOnnxBackend({ deviceId: 'onnx-cpu', threads })
const counts = () => {
  const { numTensors, numDataBuffers, numBytes } = tf.memory()
  return { numTensors, numDataBuffers, numBytes }
}

describe.each([
  { spatialRank: 2, batchSize: 2 },
  { spatialRank: 3, batchSize: 1 },
] as const)('a small U-Net, $spatialRank spatial axes', ({ spatialRank, batchSize }) => {
  const small = () => smallTrainingProgram({ spatialRank, batchSize, seed: 1 })

  test('ten steps of AdamW have the losses and weights of the cpu backend', async () => {
    const [recorded, eager] = [small(), small()]
    const backend = onnx()
    const compiled = await backend.compile(recorded.program)
    for (let step = 1; step <= 10; step++) {
      const inputs = recorded.inputsAt(step)
      const [found, expected] = [await compiled.run(inputs), await runEagerly(eager.program, inputs)]
      expect(Math.abs(found.loss[0] / expected.loss[0] - 1)).toBeLessThan(1e-3)
    }
    const [found, expected] = [await compiled.readState(), await stateOf(eager.program)]
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort())
    for (const [name, { shape, data }] of Object.entries(expected)) {
      expect(found[name].shape).toEqual(shape)
      data.forEach((value, at) => expect(Math.abs(found[name].data[at] - value)).toBeLessThan(2e-3))
    }
    await backend.dispose()
    recorded.dispose()
    eager.dispose()
  })

  test('same state, same inputs, same bytes; no tensor is left behind', async () => {
    const [first, second] = [small(), small()]
    const backend = onnx(2)
    const before = counts()
    const compiled = [await backend.compile(first.program), await backend.compile(second.program)]
    expect(counts()).toEqual(before)
    for (let step = 1; step <= 4; step++) {
      const [one, other] = [await compiled[0].run(first.inputsAt(step)), await compiled[1].run(second.inputsAt(step))]
      expect(one).toEqual(other)
    }
    expect(await compiled[0].readState()).toEqual(await compiled[1].readState())
    expect(counts()).toEqual(before)
    await backend.dispose()
    first.dispose()
    second.dispose()
  })

  test('a state written into another program continues there', async () => {
    const [first, second] = [small(), small()]
    const backend = onnx()
    const [compiled, resumed] = [await backend.compile(first.program), await backend.compile(second.program)]
    for (let step = 1; step <= 3; step++) await compiled.run(first.inputsAt(step))
    await resumed.writeState(await compiled.readState())
    expect(await resumed.readState()).toEqual(await compiled.readState())
    expect(await resumed.run(second.inputsAt(4))).toEqual(await compiled.run(first.inputsAt(4)))
    await backend.dispose()
    first.dispose()
    second.dispose()
  })
})

/** Doubles `w` at each call and reports what it was; `idle` is not used. */
function doubling(variables: { w: tf.Variable; idle: tf.Variable }): Program {
  return {
    inputs: { x: [2] },
    variables,
    compute: ({ x }) => {
      const sum = tf.add(x, variables.w)
      variables.w.assign(tf.mul(variables.w, 2))
      return { sum, untouched: x, constant: tf.ones([3]) }
    },
  }
}

describe('a compiled program', () => {
  test('keeps its state, which can be read and written by name', async () => {
    const variables = { w: tf.variable(tf.tensor([1, 10])), idle: tf.variable(tf.tensor([[5, 6]])) }
    const backend = onnx()
    const compiled = await backend.compile(doubling(variables))
    const x = Float32Array.of(100, 200)
    expect(await compiled.run({ x })).toEqual({
      sum: Float32Array.of(101, 210),
      untouched: Float32Array.of(100, 200),
      constant: Float32Array.of(1, 1, 1),
    })
    expect((await compiled.run({ x })).sum).toEqual(Float32Array.of(102, 220))
    expect(await compiled.readState()).toEqual({
      w: { shape: [2], data: Float32Array.of(4, 40) },
      idle: { shape: [1, 2], data: Float32Array.of(5, 6) },
    })
    await compiled.writeState({ idle: { shape: [1, 2], data: Float32Array.of(7, 8) } })
    await compiled.writeState({ w: { shape: [2], data: Float32Array.of(0, 1) } })
    expect((await compiled.run({ x })).sum).toEqual(Float32Array.of(100, 201))
    expect(await compiled.readState()).toEqual({
      w: { shape: [2], data: Float32Array.of(0, 2) },
      idle: { shape: [1, 2], data: Float32Array.of(7, 8) },
    })
    expect(Array.from(await variables.w.data())).toEqual([1, 10])
    await backend.dispose()
  })

  test('says what does not fit', async () => {
    const variables = { w: tf.variable(tf.tensor([1, 10])), idle: tf.variable(tf.tensor([[5, 6]])) }
    const backend = onnx()
    const compiled = await backend.compile(doubling(variables))
    await expect(compiled.run({ x: new Float32Array(3) })).rejects.toThrow("'x' holds 3 numbers; its shape [2] wants 2")
    await expect(compiled.run({})).rejects.toThrow("'x' holds no numbers")
    const data = Float32Array.of(1, 2)
    await expect(compiled.writeState({ v: { shape: [2], data } })).rejects.toThrow("no variable 'v'")
    await expect(compiled.writeState({ w: { shape: [1, 2], data } })).rejects.toThrow("'w' has shape [2]")
    await backend.dispose()
  })

  test('is not disturbed by another one compiled between its calls', async () => {
    const backend = onnx()
    const make = (start: number) => ({ w: tf.variable(tf.fill([2], start)), idle: tf.variable(tf.zeros([1])) })
    const first = await backend.compile(doubling(make(1)))
    const x = Float32Array.of(0, 0)
    await first.run({ x })
    const second = await backend.compile(doubling(make(7)))
    expect((await second.run({ x })).sum).toEqual(Float32Array.of(7, 7))
    expect((await first.run({ x })).sum).toEqual(Float32Array.of(2, 2))
    expect((await second.run({ x })).sum).toEqual(Float32Array.of(14, 14))
    await backend.dispose()
  })

  test('may only write a variable, swap two variables, or pass one on', async () => {
    const [a, b, written] = [1, 2, 3].map((value) => tf.variable(tf.fill([2, 3], value)))
    const backend = onnx()
    const compiled = await backend.compile({
      inputs: { x: [2, 3] },
      variables: { a, b, written },
      compute: ({ x }) => {
        written.assign(x)
        const former = tf.clone(a)
        a.assign(b)
        b.assign(former)
        return { a: tf.clone(a) }
      },
    })
    const x = Float32Array.of(1, 2, 3, 4, 5, 6)
    expect((await compiled.run({ x })).a).toEqual(new Float32Array(6).fill(2))
    const state = await compiled.readState()
    expect([state.a.data[0], state.b.data[0]]).toEqual([2, 1])
    expect(state.written.data).toEqual(x)
    await backend.dispose()
  })
})

describe('recording', () => {
  const refused = async (program: Program) => {
    const before = counts()
    const backend = onnx()
    let message = ''
    await backend.compile(program).catch((problem: Error) => (message = problem.message))
    expect(tf.getBackend()).toBe('cpu')
    expect(counts()).toEqual(before)
    return message
  }

  test('puts everything back when the program throws', async () => {
    const w = tf.variable(tf.tensor([1, 2]))
    const message = await refused({
      inputs: { x: [2] },
      variables: { w },
      compute: ({ x }) => {
        w.assign(tf.mul(w, x))
        throw new Error('half-way')
      },
    })
    expect(message).toBe('half-way')
    expect(Array.from(await w.data())).toEqual([1, 2])
    expect(Array.from(await tf.add(w, 1).data())).toEqual([2, 3])
  })

  test('names a kernel that it does not know', async () => {
    const compute = ({ x }: Record<string, tf.Tensor>) => ({ top: tf.topk(x, 1).values })
    expect(await refused({ inputs: { x: [4] }, variables: {}, compute })).toContain("'TopK'")
  })

  test('refuses overlapping max-pool gradients', async () => {
    const pooled = (x: tf.Tensor) => tf.sum(tf.maxPool(x as tf.Tensor4D, 3, 1, 'same'))
    const compute = ({ x }: Record<string, tf.Tensor>) => ({ dx: tf.grad(pooled)(x) })
    const compiling = onnx().compile({ inputs: { x: [1, 4, 4, 1] }, variables: {}, compute })
    await expect(compiling).rejects.toThrow('overlapping windows')
    expect(tf.getBackend()).toBe('cpu')
  })

  test('refuses programs that read values', async () => {
    const compute = ({ x }: Record<string, tf.Tensor>) => {
      x.bufferSync()
      return { x }
    }
    expect(await refused({ inputs: { x: [1] }, variables: {}, compute })).toContain('must not read values')
  })

  test('refuses programs that create variables or assign to those of others', async () => {
    const creating = { inputs: {}, variables: {}, compute: () => ({ v: tf.variable(tf.scalar(1), true, 'newborn') }) }
    expect(await refused(creating)).toContain("'newborn'")
    const foreign = tf.variable(tf.scalar(1), true, 'foreign')
    const compute = () => {
      foreign.assign(tf.scalar(2))
      return { v: tf.scalar(0) }
    }
    expect(await refused({ inputs: {}, variables: {}, compute })).toContain("'foreign'")
    expect((await foreign.data())[0]).toBe(1)
  })

  test('leaves tensors that a program captured usable', async () => {
    const captured = tf.tensor([1, 2, 3])
    const backend = onnx()
    const compute = ({ x }: Record<string, tf.Tensor>) => ({ y: tf.mul(x, captured) })
    const compiled = await backend.compile({ inputs: { x: [3] }, variables: {}, compute })
    expect((await compiled.run({ x: Float32Array.of(1, 1, 2) })).y).toEqual(Float32Array.of(1, 2, 6))
    expect(Array.from(await captured.data())).toEqual([1, 2, 3])
    expect(Array.from(await tf.neg(captured).data())).toEqual([-1, -2, -3])
    await backend.dispose()
  })
})

test('a device that is not there says so', async () => {
  const backend = createOnnxBackend({ deviceId: 'onnx-dml', threads: 1 })
  const compute = ({ x }: Record<string, tf.Tensor>) => ({ y: tf.neg(x) })
  const compiling = backend.compile({ inputs: { x: [1] }, variables: {}, compute })
  if (process.platform === 'win32') await compiling.catch(() => undefined)
  else await expect(compiling).rejects.toMatchObject({ code: 'DEVICE_UNAVAILABLE' })
})
