import { type Ref } from 'vue'
import type { PlanRequest } from '../../../src-main/contract/plans'
import type { EngineClient } from '../../client/Host'
import { useNotices } from '../../composables/useNotices'
import { useJobRun } from './useJobRun'

/** The job that describes the slices a plan would choose among. Errors become notices. */
export function useDescribing({
  engine,
  workspace,
  request,
  whenDone,
}: {
  readonly engine: EngineClient
  readonly workspace: Ref<string | null>
  readonly request: Ref<PlanRequest | null>
  readonly whenDone: () => void
}) {
  const notices = useNotices()
  const { job, isRunning, run } = useJobRun(engine)

  async function describe(): Promise<void> {
    const [at, wanted] = [workspace.value, request.value]
    if (at === null || wanted === null || isRunning.value) return
    try {
      const ended = await run(() => engine.selection.describe({ workspace: at, ...wanted }))
      if (ended !== null && ended.error !== null && ended.state !== 'cancelled') throw ended.error
    } catch (error) {
      notices.notifyError(error)
    }
    // Stopped half-way too: what is described stays so, and the page says how much that is.
    whenDone()
  }

  async function cancel(): Promise<void> {
    const jobId = job.value?.jobId
    if (jobId !== undefined) await engine.jobs.cancel({ jobId }).catch((error: unknown) => notices.notifyError(error))
  }

  return { job, isRunning, describe, cancel }
}
