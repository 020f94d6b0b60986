import { computed, onScopeDispose, shallowRef, type Ref } from 'vue'
import { isFinished, type Job } from '../../../src-main/contract/jobs'
import { planPropagationSchema, type PlanPropagation } from '../../../src-main/contract/propagation'
import type { EngineClient } from '../../client/Host'
import { useNotices } from '../../composables/useNotices'
import { useJobsStore } from '../../stores/jobs'

type StartRequest = Parameters<EngineClient['propagation']['start']>[0]

const KIND = 'propagation.start'

/** The latest propagation in the workspace: one that runs is found again after a reload. */
export function usePropagationJob({
  engine,
  workspace,
  onEnded,
}: {
  readonly engine: EngineClient
  readonly workspace: Ref<string | null>
  /** Suggestions are on disk, or were taken back. */
  readonly onEnded: () => void
}) {
  const jobs = useJobsStore()
  const notices = useNotices()
  /** Slices that came so far, by case. */
  const produced = shallowRef<ReadonlyMap<string, ReadonlySet<number>>>(new Map())
  const isStarting = shallowRef(false)

  const job = computed<Job | null>(() => {
    const ours = jobs.jobs.filter((each) => each.kind === KIND && each.workspace === workspace.value)
    return ours.at(-1) ?? null
  })
  const isRunning = computed(() => isStarting.value || (job.value !== null && !isFinished(job.value.state)))
  const result = computed<PlanPropagation | null>(() =>
    planPropagationSchema
      .nullable()
      .catch(null)
      .parse(job.value?.result ?? null),
  )
  const doneFraction = computed(() => {
    const progress = job.value?.progress ?? null
    return progress === null || progress.total === 0 ? 0 : progress.done / progress.total
  })

  const stop = jobs.listen((news) => {
    if (news.type === 'produced' && news.jobId === job.value?.jobId) {
      const next = new Map(produced.value)
      for (const { caseId, sliceIndex } of news.slices)
        next.set(caseId, new Set([...(next.get(caseId) ?? []), sliceIndex]))
      produced.value = next
    }
    if (news.type !== 'ended' || news.job.kind !== KIND || news.job.workspace !== workspace.value) return
    if (news.job.state === 'failed' && news.job.error !== null) notices.notifyError(news.job.error)
    onEnded()
  })
  onScopeDispose(stop)

  async function start(request: StartRequest): Promise<void> {
    isStarting.value = true
    produced.value = new Map()
    try {
      await engine.propagation.start(request)
    } catch (error) {
      notices.notifyError(error)
    } finally {
      isStarting.value = false
    }
  }

  async function cancel(): Promise<void> {
    if (job.value === null) return
    try {
      await engine.jobs.cancel({ jobId: job.value.jobId })
    } catch (error) {
      notices.notifyError(error)
    }
  }

  return { job, isRunning, result, doneFraction, produced, start, cancel }
}
