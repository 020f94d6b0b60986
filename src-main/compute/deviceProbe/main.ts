// The process that tries one device (`node deviceProbe.js DEVICE THREADS`): if the device crashes or hangs, only this ends.
import { Worker } from 'node:worker_threads'
import { deviceIdSchema } from '../../domain/devices/deviceReport'
import { SlicewrightError } from '../../domain/errors'
import { measureStep } from './stepTime'
import { openUnproven } from './openUnproven'
import type { ProbeAnswer } from './probeAnswer'
import { readable } from './readable'
import { proveDevice } from './proof'

/**
 * Ends this process when the parent does, told by the end of stdin. In a thread of its own, because a device that hangs holds
 * the main thread.
 */
function endWithParent(): void {
  const watch = `
    const { createReadStream } = require('node:fs')
    createReadStream('', { fd: 0 }).on('close', () => process.kill(process.pid, 'SIGKILL')).resume()`
  new Worker(watch, { eval: true })
}

async function probe(): Promise<ProbeAnswer> {
  try {
    const [deviceId, threads] = process.argv.slice(2)
    const backend = await openUnproven({ deviceId: deviceIdSchema.parse(deviceId), threads: Number(threads) })
    await proveDevice(backend)
    return { isUsable: true, ...(await measureStep(backend)), library: backend.library }
  } catch (error) {
    return { isUsable: false, reason: reasonOf(error) }
  }
}

/** The library's own words where we wrapped them: the remedy is told by whoever asks. */
function reasonOf(error: unknown): string {
  const own = error instanceof SlicewrightError ? error.details['reason'] : undefined
  const words = typeof own === 'string' ? own : error instanceof Error ? error.message : String(error)
  return readable(words)
}

endWithParent()
// The parent ends this process as soon as it has read the answer.
process.stdout.write(`\n${JSON.stringify(await probe())}\n`)
