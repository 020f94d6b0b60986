import { expect, it } from 'vitest'
import { proveDevice } from '../../../src-main/compute/deviceProbe/proof'
import { measureStepMs } from '../../../src-main/compute/deviceProbe/stepTime'
import { describeOnNativeBackends, openNativeBackend } from '../../support/nativeBackends'

describeOnNativeBackends('the proof', (deviceId) => {
  it('holds, and a step can be measured', async () => {
    const backend = await openNativeBackend(deviceId)
    await proveDevice(backend)
    expect(await measureStepMs(backend)).toBeGreaterThan(0)
  })
})
