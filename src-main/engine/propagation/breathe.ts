import { setImmediate } from 'node:timers/promises'
import { throwIfCancelled } from '../../domain/errors'

/**
 * Lets the rest of the process run between stretches of work on a whole volume.
 * @throws CancelledError if `signal` is aborted
 */
export async function breathe(signal: AbortSignal): Promise<void> {
  await setImmediate()
  throwIfCancelled(signal, 'Propagation')
}
