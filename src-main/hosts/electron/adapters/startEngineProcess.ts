import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { FromEngine, ToEngine } from '../engineMessages'
import { encodeFrame, frameDecoder } from '../frames'

export interface EngineProcess {
  readonly kind: 'utilityProcess' | 'childProcess'
  readonly pid: number | undefined
  post(message: ToEngine): void
  /** Asks it to end, and ends it after `timeoutMs`. Resolves when it is gone. */
  stop(timeoutMs: number): Promise<void>
}

/** The part of Electron's `utilityProcess` that is used. */
export interface UtilityProcessLike {
  fork(
    entry: string,
    args: string[],
    options: { serviceName: string; stdio: 'inherit' },
  ): {
    readonly pid: number | undefined
    postMessage(message: unknown): void
    kill(): boolean
    on(event: 'message', listener: (message: unknown) => void): unknown
    on(event: 'exit', listener: (code: number) => void): unknown
  }
}

export interface EngineProcessOptions {
  /** The built engineProcess.ts. */
  readonly entry: string
  readonly args: readonly string[]
  /** Electron's, or undefined where it has none. */
  readonly utilityProcess: UtilityProcessLike | undefined
  /** A Node to run the engine on instead of Electron's own. */
  readonly nodePath: string | null
  onMessage(message: FromEngine): void
  /** @param how for people: "ended with exit code 7" */
  onExit(how: string): void
}

/**
 * Adapter 1 of 3. The engine runs in a process of its own: as Electron's utility process, or, where Electron has none or
 * another Node was asked for, as a child that talks in frames over the pipes 3 and 4 and ends when these close.
 */
export function startEngineProcess(options: EngineProcessOptions): EngineProcess {
  const { utilityProcess, nodePath } = options
  if (utilityProcess !== undefined && nodePath === null) return startUtility(utilityProcess, options)
  return startChild(options)
}

function startUtility(utilityProcess: UtilityProcessLike, options: EngineProcessOptions): EngineProcess {
  const child = utilityProcess.fork(options.entry, [...options.args], {
    serviceName: 'Slicewright engine',
    stdio: 'inherit',
  })
  let isGone = false
  const gone = new Promise<void>((resolve) => {
    child.on('exit', (code) => {
      isGone = true
      options.onExit(`ended with exit code ${code}`)
      resolve()
    })
  })
  child.on('message', (message) => options.onMessage(message as FromEngine))
  return {
    kind: 'utilityProcess',
    get pid() {
      return child.pid
    },
    post: (message) => {
      if (!isGone) child.postMessage(message)
    },
    stop: (timeoutMs) => {
      if (!isGone) child.postMessage({ type: 'stop' } satisfies ToEngine)
      return endWithin(gone, timeoutMs, () => void child.kill())
    },
  }
}

function startChild(options: EngineProcessOptions): EngineProcess {
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env
  const child = spawn(options.nodePath ?? process.execPath, [options.entry, ...options.args], {
    env: options.nodePath === null ? { ...environment, ELECTRON_RUN_AS_NODE: '1' } : environment,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
    windowsHide: true,
  })
  const toChild = child.stdio[3] as Writable
  const fromChild = child.stdio[4] as Readable
  // A pipe that breaks because the child is gone is told by `exit`.
  toChild.on('error', () => undefined)
  const decode = frameDecoder((message) => options.onMessage(message as FromEngine))
  fromChild.on('data', (chunk: Uint8Array) => {
    try {
      decode(chunk)
    } catch {
      // What cannot be understood cannot be gone on with: this engine is lost, the window is not.
      child.kill('SIGKILL')
    }
  })
  let isGone = false
  const gone = new Promise<void>((resolve) => {
    const end = (how: string) => {
      if (isGone) return
      isGone = true
      options.onExit(how)
      resolve()
    }
    child.on('error', (error) => end(`could not be started: ${error.message}`))
    child.on('exit', (code, signal) => end(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`))
  })
  const post = (message: ToEngine) => {
    if (isGone) return
    for (const part of encodeFrame(message)) toChild.write(part)
  }
  return {
    kind: 'childProcess',
    pid: child.pid,
    post,
    stop: (timeoutMs) => {
      post({ type: 'stop' })
      toChild.end()
      return endWithin(gone, timeoutMs, () => void child.kill('SIGKILL'))
    },
  }
}

async function endWithin(gone: Promise<void>, timeoutMs: number, kill: () => void): Promise<void> {
  const timer = setTimeout(kill, timeoutMs)
  await gone
  clearTimeout(timer)
}
