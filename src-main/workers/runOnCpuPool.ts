import { availableParallelism } from 'node:os'
import type { CpuTaskInput, CpuTaskName, CpuTaskResult } from './cpuTasks'
import { workerEntryUrl } from './workerEntryUrl'
import { WorkerPool } from './WorkerPool'

const pool = new WorkerPool({
  entry: workerEntryUrl('cpuWorker', import.meta.url),
  maxThreads: Math.max(1, Math.min(4, availableParallelism() - 1)),
})

/**
 * Runs one of `cpuTasks` on a thread. The input is copied, so the caller may go on using it.
 * @throws CancelledError within half a second of `signal`, or what the function throws
 */
export async function runOnCpuPool<Name extends CpuTaskName>(
  name: Name,
  input: CpuTaskInput<Name>,
  options: { readonly signal: AbortSignal; readonly what: string },
): Promise<CpuTaskResult<Name>> {
  return (await pool.run({ input: { name, input }, ...options })) as CpuTaskResult<Name>
}
