import { expect, it } from 'vitest'
import { proveDevice } from '../../../src-main/compute/deviceProbe/proof'
import { measureStep } from '../../../src-main/compute/deviceProbe/stepTime'
import { describeOnNativeBackends, openNativeBackend } from '../../support/nativeBackends'

describeOnNativeBackends('the proof', (deviceId) => {
  it('holds, and a step can be measured', async () => {
    const backend = await openNativeBackend(deviceId)
    await proveDevice(backend)
    const { stepMs, bestStepMs } = await measureStep(backend)
    expect(bestStepMs).toBeGreaterThan(0)
    expect(stepMs).toBeGreaterThanOrEqual(bestStepMs)
  })
})
