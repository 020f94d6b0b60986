import { parentPort, type Transferable } from 'node:worker_threads'
import { SlicewrightError, type ErrorCode, type ErrorDetails } from '../domain/errors'

export type TaskMessage =
  | { readonly type: 'done'; readonly result: unknown }
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly message: string; readonly details: ErrorDetails }
  | { readonly type: 'failed'; readonly message: string; readonly stack: string | undefined }

export interface TaskResult {
  readonly result: unknown
  /** Buffers in `result` that are handed over instead of copied. */
  readonly transfer?: readonly Transferable[]
}

/** The whole of a worker's entry: answers every input posted to this thread, one after another. */
export function serveTasks(handle: (input: unknown) => TaskResult | Promise<TaskResult>): void {
  const port = parentPort
  if (port === null) throw new Error('This file is the entry of a worker thread and cannot be run by itself.')
  const answer = async (input: unknown) => {
    try {
      const { result, transfer } = await handle(input)
      port.postMessage({ type: 'done', result } satisfies TaskMessage, transfer)
    } catch (error) {
      port.postMessage(failureOf(error))
    }
  }
  port.on('message', (input: unknown) => void answer(input))
}

function failureOf(error: unknown): TaskMessage {
  if (error instanceof SlicewrightError)
    return { type: 'refused', code: error.code, message: error.message, details: error.details }
  return error instanceof Error
    ? { type: 'failed', message: error.message, stack: error.stack }
    : { type: 'failed', message: String(error), stack: undefined }
}
