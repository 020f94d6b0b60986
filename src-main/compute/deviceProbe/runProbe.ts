import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { throwIfCancelled } from '../../domain/errors'
import { probeAnswerSchema, type ProbeAnswer } from './probeAnswer'
import { readable } from './readable'

/** Longer than any device needs: a GPU's first kernels may be compiled on the spot. */
const TIMEOUT_MS = 90_000
const STDERR_KEPT_CHARACTERS = 4000

/**
 * Runs one probing process to its answer; a crash, a hang and an answer that is none are answers too. The process is gone
 * when this returns, and ends by itself if this process dies.
 *
 * @throws CancelledError if `signal` aborts
 */
export async function runProbe(options: {
  script: string
  args: readonly string[]
  timeoutMs?: number
  signal?: AbortSignal | undefined
}): Promise<ProbeAnswer> {
  const { script, args, timeoutMs = TIMEOUT_MS, signal } = options
  throwIfCancelled(signal, 'Looking for devices')
  const child = spawn(process.execPath, ['--disable-warning=DEP0040', script, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Inside Electron, execPath is Electron: this makes it plain Node.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  })
  let stdout = ''
  let stderr = ''
  let answer: ProbeAnswer | null = null
  let isTooLate = false
  const kill = () => void child.kill('SIGKILL')
  const timer = setTimeout(() => {
    isTooLate = true
    kill()
  }, timeoutMs)
  signal?.addEventListener('abort', kill)
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    answer ??= answerIn(stdout)
    if (answer !== null) kill()
  })
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-STDERR_KEPT_CHARACTERS)))
  // A pipe that breaks because the child is gone is told by `close`.
  child.stdin.on('error', () => undefined)
  try {
    const end = await new Promise<string>((settle) => {
      child.on('error', (error) => settle(`could not start: ${error.message}`))
      child.on('close', (code, name) => settle(name === null ? `ended with exit code ${code}` : `ended by ${name}`))
    })
    throwIfCancelled(signal, 'Looking for devices')
    if (answer !== null) return answer
    if (isTooLate) return { isUsable: false, reason: `It did not answer within ${timeoutMs / 1000} s.` }
    const lastWords = readable(stderr.trim().split('\n').at(-1) ?? '')
    return { isUsable: false, reason: `The process that tried it ${end}${lastWords === '' ? '' : ` (${lastWords})`}.` }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', kill)
  }
}

/** The first complete line that is an answer; libraries may print others. */
function answerIn(stdout: string): ProbeAnswer | null {
  for (const line of stdout.split('\n').slice(0, -1)) {
    if (!line.startsWith('{')) continue
    try {
      return probeAnswerSchema.parse(JSON.parse(line))
    } catch {
      // Somebody else's braces.
    }
  }
  return null
}

/** The built probing program; null where nothing is built (tests on the sources alone). */
export function findProbeScript(): string | null {
  // Beside the built entry, above the built chunks, or seen from the sources.
  const places = ['.', '..', '../../../out/main'].map((place) => join(import.meta.dirname, place, 'deviceProbe.js'))
  return places.find((path) => existsSync(path)) ?? null
}
