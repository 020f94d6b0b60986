import { expect, it } from 'vitest'
import { openCpuBackend } from '../../support/openCpuBackend'
import { describeOnNativeBackends, describeWithTensorflow, openNativeBackend } from '../../support/nativeBackends'
import { startSmallTraining } from '../../support/smallTraining'
import type { Backend, State } from '../../../src-main/compute/backends/Backend'

/** Largest relative difference between two courses of losses. */
function worstDifference(found: readonly number[], expected: readonly number[]): number {
  return Math.max(...expected.map((loss, step) => Math.abs(found[step]! - loss) / Math.abs(loss)))
}

async function firstLosses(backend: Backend, count: number): Promise<number[]> {
  const training = await startSmallTraining(backend)
  try {
    return await training.steps({ first: 0, count })
  } finally {
    await training.dispose()
  }
}

/** The exact, slow reference, computed once. */
const referenceLosses = (() => {
  let losses: Promise<number[]> | null = null
  return () => (losses ??= openCpuBackend().then((backend) => firstLosses(backend, 10)))
})()

function bytesOf(state: State): string {
  return Object.entries(state)
    .map(
      ([name, { data }]) => `${name} ${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')}`,
    )
    .join('\n')
}

describeOnNativeBackends('training a small U-Net', (deviceId) => {
  it('gives the ten losses of TensorFlow.js’s own cpu backend', async () => {
    const expected = await referenceLosses()
    const found = await firstLosses(await openNativeBackend(deviceId), 10)
    expect(worstDifference(found, expected)).toBeLessThan(1e-3)
    expect(found[9]).toBeLessThan(0.8 * found[0]!)
  })

  it('continues from a state as if it had never stopped, bit for bit', async () => {
    const training = await startSmallTraining(await openNativeBackend(deviceId))
    try {
      await training.steps({ first: 0, count: 3 })
      const saved = await training.readState()
      const losses = await training.steps({ first: 3, count: 4 })
      const end = bytesOf(await training.readState())
      await training.writeState(saved)
      expect(bytesOf(await training.readState())).toBe(bytesOf(saved))
      expect(await training.steps({ first: 3, count: 4 })).toEqual(losses)
      expect(bytesOf(await training.readState())).toBe(end)
    } finally {
      await training.dispose()
    }
  })

  it('refuses a state that is not its own', async () => {
    const training = await startSmallTraining(await openNativeBackend(deviceId))
    try {
      const { 'head/bias': bias } = await training.readState()
      await expect(async () => training.writeState({ nobody: bias! })).rejects.toThrow('nobody')
      await expect(async () =>
        training.writeState({ 'head/bias': { shape: [2], data: new Float32Array(2) } }),
      ).rejects.toThrow('head/bias')
    } finally {
      await training.dispose()
    }
  })
})

describeWithTensorflow('a state', () => {
  it('moves from one backend to the other', async () => {
    const onnx = await startSmallTraining(await openNativeBackend('onnx-cpu'))
    const tensorflow = await startSmallTraining(await openNativeBackend('tensorflow-cpu'))
    try {
      await onnx.steps({ first: 0, count: 5 })
      await tensorflow.writeState(await onnx.readState())
      const expected = await onnx.steps({ first: 5, count: 5 })
      expect(worstDifference(await tensorflow.steps({ first: 5, count: 5 }), expected)).toBeLessThan(1e-3)
    } finally {
      await onnx.dispose()
      await tensorflow.dispose()
    }
  })
})
