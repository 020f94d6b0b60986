/** What is under way has this long to write a checkpoint; everything else on the disk is whole at any moment. */
const GRACE_MS = 400

/** Aborts on Ctrl-C and its like, and ends the process within half a second whatever is under way. */
export function stopOnSignals(message: string): AbortSignal {
  const stop = new AbortController()
  const end = () => {
    if (stop.signal.aborted) process.exit(130)
    process.stderr.write(`\n${message}\n`)
    setTimeout(() => process.exit(130), GRACE_MS)
    stop.abort()
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end)
  return stop.signal
}
