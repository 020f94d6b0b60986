import { onScopeDispose, shallowRef } from 'vue'
import { experimentOutcomeSchema, type ExperimentEstimate } from '../../../src-main/contract/experiments'
import { foldJob, type Job } from '../../../src-main/contract/jobs'
import { useEngine } from '../../client/injection'
import { useNotices } from '../../composables/useNotices'

/** What a grid would take, found by training a few real steps. */
export function useEstimate() {
  const engine = useEngine()
  const notices = useNotices()
  const estimate = shallowRef<ExperimentEstimate | null>(null)
  /** What is being done for it; null while nothing is. */
  const stage = shallowRef<string | null>(null)
  let jobId: string | null = null

  async function measure(workspace: string, spec: Record<string, unknown>): Promise<void> {
    forget()
    stage.value = 'starting'
    try {
      const started = await engine.experiments.start({ workspace, spec, isEstimateOnly: true })
      jobId = started.jobId
      let job: Job | null = null
      for await (const event of await engine.jobs.watch(started)) {
        if (jobId !== started.jobId) return
        job = foldJob(job, event)
        stage.value = job.progress?.stage ?? 'waiting'
      }
      if (job?.state === 'done') estimate.value = experimentOutcomeSchema.parse(job.result).estimate
      else if (job?.error != null && job.state === 'failed')
        notices.notify(job.error.message, { kind: 'error', code: job.error.code })
    } catch (error) {
      notices.notifyError(error)
    }
    stage.value = null
    jobId = null
  }

  /** The spec has changed: what was found, or is being found, says nothing any more. */
  function forget(): void {
    const running = jobId
    jobId = null
    estimate.value = null
    stage.value = null
    if (running !== null) engine.jobs.cancel({ jobId: running }).catch(() => undefined)
  }

  onScopeDispose(forget)
  return { estimate, stage, measure, forget }
}
