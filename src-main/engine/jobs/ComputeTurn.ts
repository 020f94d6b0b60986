import { CancelledError } from '../../domain/errors'

/** One compute job at a time: networks take all threads and much memory, so two at once would only slow each other down. */
export class ComputeTurn {
  private last: Promise<unknown> = Promise.resolve()

  /**
   * Waits until all work that was here before has ended, then does `work`.
   * @param onWait called if there is something to wait for
   * @throws CancelledError at once if `signal` aborts while waiting; whatever `work` throws
   */
  async take<Result>({
    signal,
    work,
    onWait,
  }: {
    signal: AbortSignal
    work: () => Promise<Result>
    onWait?: () => void
  }): Promise<Result> {
    const before = this.last
    const turn = Promise.withResolvers<undefined>()
    this.last = before.then(() => turn.promise)
    let isFree = false
    void before.then(() => (isFree = true))
    await Promise.resolve()
    if (!isFree) onWait?.()
    const cancelled = Promise.withResolvers<never>()
    const stop = () => cancelled.reject(new CancelledError())
    signal.addEventListener('abort', stop)
    try {
      if (signal.aborted) throw new CancelledError()
      await Promise.race([before, cancelled.promise])
      signal.removeEventListener('abort', stop)
      return await work()
    } finally {
      signal.removeEventListener('abort', stop)
      turn.resolve(undefined)
    }
  }
}
