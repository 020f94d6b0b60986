import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findProbeScript } from '../../../src-main/compute/deviceProbe/runProbe'
import { findDevices, knownDevices } from '../../../src-main/compute/devices'
import { openBackend } from '../../../src-main/compute/openBackend'

let cache: string
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'slicewright-cache-'))
  vi.stubEnv('XDG_CACHE_HOME', cache)
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(cache, { recursive: true })
})

describe('openBackend', () => {
  it('takes a proven device when none is named, and proves only once', async () => {
    const first = await openBackend({ threads: 1 })
    const startedMs = performance.now()
    const second = await openBackend({ threads: 1 })
    expect(performance.now() - startedMs).toBeLessThan(1000)
    expect(second.deviceId).toBe(first.deviceId)
    expect(second.threads).toBe(1)
    expect(readdirSync(join(cache, 'slicewright'))).toHaveLength(1)
    const report = (await knownDevices({})).find(({ id }) => id === first.deviceId)
    expect(report).toMatchObject({ usable: true, reason: null, remedy: null, library: first.library })
  })

  it('knows exact ids only', async () => {
    await expect(openBackend({ deviceId: 'cpu' })).rejects.toMatchObject({
      code: 'UNKNOWN_ID',
      message: expect.stringContaining('onnx-cpu, onnx-webgpu'),
    })
  })

  it.skipIf(process.platform === 'win32')('says why a device cannot be used and what helps', async () => {
    await expect(openBackend({ deviceId: 'onnx-dml' })).rejects.toMatchObject({
      code: 'DEVICE_UNAVAILABLE',
      message: expect.stringMatching(
        /^onnx-dml cannot be used: DirectML is part of Windows.*onnx-cpu works everywhere\.$/,
      ),
    })
  })
})

describe('findDevices', () => {
  it('ends within half a second of being cancelled', async () => {
    const controller = new AbortController()
    const search = findDevices({ signal: controller.signal })
    await new Promise((resolve) => setTimeout(resolve, 300))
    const cancelledMs = performance.now()
    controller.abort()
    await expect(search).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - cancelledMs).toBeLessThan(500)
  })
})

describe('the probing process', () => {
  it('ends when its parent’s pipe closes', async () => {
    const child = spawn(process.execPath, [findProbeScript()!, 'onnx-cpu', '1'], { stdio: ['pipe', 'pipe', 'ignore'] })
    const ended = new Promise((resolve) => child.on('exit', (_, name) => resolve(name)))
    // The answer is out; the process waits for whoever asked.
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect(child.exitCode).toBeNull()
    child.stdin.destroy()
    expect(await ended).toBe('SIGKILL')
  })
})
