import { describe, expect, it } from 'vitest'
import { chooseDevice } from '../../../../src-main/domain/devices/chooseDevice'
import type { DeviceId, DeviceReport } from '../../../../src-main/domain/devices/deviceReport'

function report(id: DeviceId, bestStepMs: number | null): DeviceReport {
  const usable = bestStepMs !== null
  const backend = id.startsWith('onnx') ? 'onnx' : 'tensorflow'
  return {
    id,
    backend,
    usable,
    stepMs: bestStepMs,
    bestStepMs,
    library: null,
    reason: usable ? null : 'broken',
    remedy: usable ? null : 'mend',
  }
}

describe('chooseDevice', () => {
  it.each([
    {
      name: 'the fastest',
      times: { 'onnx-cpu': 20, 'tensorflow-cpu': 10, 'tensorflow-cuda:0': 2 },
      is: 'tensorflow-cuda:0',
    },
    { name: 'the first of two about as fast', times: { 'onnx-cpu': 11, 'tensorflow-cpu': 10 }, is: 'onnx-cpu' },
    {
      name: 'not the first if it is clearly slower',
      times: { 'onnx-cpu': 12, 'tensorflow-cpu': 10 },
      is: 'tensorflow-cpu',
    },
    { name: 'never an unusable one', times: { 'onnx-cpu': 20, 'onnx-cuda:0': null }, is: 'onnx-cpu' },
    { name: 'none if none is usable', times: { 'onnx-cpu': null }, is: null },
  ])('takes $name', ({ times, is }) => {
    const reports = Object.entries(times).map(([id, stepMs]) => report(id as DeviceId, stepMs))
    expect(chooseDevice(reports)).toBe(is)
  })
})
