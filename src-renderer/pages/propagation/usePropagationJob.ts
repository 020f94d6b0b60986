import { computed, onScopeDispose, shallowRef, type Ref } from 'vue'
import { isFinished, type Job } from '../../../src-main/contract/jobs'
import {
  planPropagationSchema,
  propagatorTrainingSchema,
  type PlanPropagation,
  type PropagatorTraining,
} from '../../../src-main/contract/propagation'
import type { EngineClient } from '../../client/Host'
import { useNotices } from '../../composables/useNotices'
import { useFollowUpsStore } from '../../stores/followUps'
import { useJobsStore } from '../../stores/jobs'
import { useTrainingCurvesStore } from '../../stores/trainingCurves'

type StartRequest = Parameters<EngineClient['propagation']['start']>[0]
type TrainRequest = Parameters<EngineClient['propagation']['train']>[0]

const START = 'propagation.start'
const TRAIN = 'propagation.train'

/** The latest propagation or training of a propagator in the workspace: one that runs is found again after a reload. */
export function usePropagationJob({
  engine,
  workspace,
  onEnded,
}: {
  readonly engine: EngineClient
  readonly workspace: Ref<string | null>
  /** Suggestions or a model are on disk, or were taken back. */
  readonly onEnded: (job: Job) => void
}) {
  const jobs = useJobsStore()
  const notices = useNotices()
  const curvesStore = useTrainingCurvesStore()
  const followUps = useFollowUpsStore()
  /** Slices that came so far, by case. */
  const produced = shallowRef<ReadonlyMap<string, ReadonlySet<number>>>(new Map())
  const isStarting = shallowRef(false)

  const hasCurves = ({ jobId }: Job) => curvesStore.byJob.has(jobId)
  const isOurs = ({ kind, workspace: at }: Job) => (kind === START || kind === TRAIN) && at === workspace.value
  const job = computed<Job | null>(() => jobs.jobs.findLast(isOurs) ?? null)
  const isRunning = computed(
    () => isStarting.value || (job.value !== null && !isFinished(job.value.state) && job.value.state !== 'paused'),
  )
  /** Of the latest propagation, also while a propagator is trained. */
  const result = computed<PlanPropagation | null>(() => {
    const latest = jobs.jobs.findLast((each) => isOurs(each) && each.kind === START)
    return planPropagationSchema
      .nullable()
      .catch(null)
      .parse(latest?.result ?? null)
  })
  /** Of the latest job, or of the training before it: a propagation that follows does not wipe them away. */
  const learning = computed(() => jobs.jobs.filter(isOurs).slice(-2).findLast(hasCurves) ?? null)
  const curves = computed(() => curvesStore.byJob.get(learning.value?.jobId ?? '') ?? [])
  const isLearning = computed(() => learning.value !== null && !isFinished(learning.value.state))

  const stop = jobs.listen((news) => {
    if (news.type === 'produced' && news.jobId === job.value?.jobId) {
      const next = new Map(produced.value)
      for (const { caseId, sliceIndex } of news.slices)
        next.set(caseId, new Set([...(next.get(caseId) ?? []), sliceIndex]))
      produced.value = next
    }
    if (news.type === 'ended' && isOurs(news.job)) onEnded(news.job)
  })
  onScopeDispose(stop)

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      notices.notifyError(error)
    }
  }

  async function begin(work: () => Promise<unknown>): Promise<void> {
    isStarting.value = true
    produced.value = new Map()
    await attempt(work)
    isStarting.value = false
  }

  const start = (request: StartRequest) => begin(() => engine.propagation.start(request))
  /** @param next what to propagate with the model, once it is there; null: nothing */
  const train = (request: TrainRequest, next: StartRequest | null) =>
    begin(async () => {
      const { jobId } = await engine.propagation.train(request)
      if (next === null) return
      followUps.afterTraining(jobId, (modelId) => attempt(() => engine.propagation.start({ ...next, modelId })))
    })

  function steer(action: 'pause' | 'resume' | 'cancel'): Promise<void> {
    const { jobId } = job.value ?? {}
    return attempt(async () => jobId !== undefined && engine.jobs[action]({ jobId }))
  }

  return { job, isRunning, result, curves, isLearning, produced, start, train, steer }
}

/** What a training ended with; null for another job, and before. */
export function trainingResultOf({ kind, result }: Job): PropagatorTraining | null {
  return kind === TRAIN
    ? propagatorTrainingSchema
        .nullable()
        .catch(null)
        .parse(result ?? null)
    : null
}
