import { Worker, type Transferable } from 'node:worker_threads'
import { CancelledError, SlicewrightError } from '../domain/errors'
import type { TaskMessage } from './serveTasks'

/** As much of an AbortSignal as the pool needs. */
interface StopSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export interface WorkerTask {
  readonly input: unknown
  /** Buffers in `input` that are handed over instead of copied; the caller may not use them again. */
  readonly transfer?: readonly Transferable[]
  readonly signal?: StopSignal | undefined
  /** What is cancelled, for the message: "Propagation". */
  readonly what: string
}

interface Thread {
  readonly worker: Worker
  hasEnded: boolean
}

/**
 * Threads that answer inputs by `serveTasks`. Threads start when needed, are kept for the next input, and do not hold the
 * process open while idle. Cancelling ends the thread at once, whatever it is doing.
 */
export class WorkerPool {
  private readonly entry: URL
  private readonly maxThreads: number
  private readonly idle: Thread[] = []
  private readonly waiting = new Set<() => void>()
  private busyCount = 0

  constructor(options: { readonly entry: URL; readonly maxThreads: number }) {
    this.entry = options.entry
    this.maxThreads = options.maxThreads
  }

  /** @throws CancelledError, or what the task threw */
  async run(task: WorkerTask): Promise<unknown> {
    while (this.busyCount >= this.maxThreads && task.signal?.aborted !== true) await this.turn(task)
    if (task.signal?.aborted === true) throw new CancelledError(task.what)
    this.busyCount++
    const thread = this.takeThread()
    thread.worker.ref()
    try {
      return await answerOf(thread, task)
    } finally {
      this.busyCount--
      thread.worker.unref()
      if (!thread.hasEnded) this.idle.push(thread)
      for (const wake of this.waiting) wake()
    }
  }

  private takeThread(): Thread {
    for (let thread = this.idle.pop(); thread !== undefined; thread = this.idle.pop())
      if (!thread.hasEnded) return thread
    const worker = new Worker(this.entry)
    const started: Thread = { worker, hasEnded: false }
    // Whoever waits for an answer listens too; these two also hear a thread that dies while idle.
    worker.on('error', () => (started.hasEnded = true))
    worker.on('exit', () => (started.hasEnded = true))
    return started
  }

  /** Waits until some thread is free or the task is cancelled. */
  private async turn({ signal }: WorkerTask): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const wake = () => resolve(undefined)
    this.waiting.add(wake)
    signal?.addEventListener('abort', wake)
    await promise
    this.waiting.delete(wake)
    signal?.removeEventListener('abort', wake)
  }
}

function answerOf(thread: Thread, { input, transfer, signal, what }: WorkerTask): Promise<unknown> {
  const { worker } = thread
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const onMessage = (message: TaskMessage) => deliver(message, resolve, reject)
  const onExit = (code: number) => reject(new Error(`A worker thread ended with code ${code} before it had answered.`))
  const onAbort = () => {
    thread.hasEnded = true
    void worker.terminate()
    reject(new CancelledError(what))
  }
  worker.on('message', onMessage).on('error', reject).on('exit', onExit)
  signal?.addEventListener('abort', onAbort)
  worker.postMessage(input, transfer)
  return promise.finally(() => {
    worker.off('message', onMessage).off('error', reject).off('exit', onExit)
    signal?.removeEventListener('abort', onAbort)
  })
}

function deliver(message: TaskMessage, resolve: (result: unknown) => void, reject: (error: Error) => void): void {
  switch (message.type) {
    case 'done':
      return resolve(message.result)
    case 'refused':
      return reject(new SlicewrightError(message.code, message.message, { details: message.details }))
    case 'failed': {
      const error = new Error(message.message)
      if (message.stack !== undefined) error.stack = message.stack
      return reject(error)
    }
  }
}
