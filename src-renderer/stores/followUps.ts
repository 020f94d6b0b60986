import { defineStore } from 'pinia'
import { isFinished } from '../../src-main/contract/jobs'
import { propagatorTrainingSchema } from '../../src-main/contract/propagation'
import type { EngineClient } from '../client/Host'
import { useNotices } from '../composables/useNotices'
import { useJobsStore } from './jobs'

type StartRequest = Parameters<EngineClient['propagation']['start']>[0]

/**
 * Propagations that begin when a training has ended well, whichever page is open by then. Two jobs instead of one, so that the training can
 * be paused. They are forgotten with the window; the model is not.
 */
export const useFollowUpsStore = defineStore('followUps', () => {
  const waiting = new Map<string, { readonly engine: EngineClient; readonly request: StartRequest }>()
  const notices = useNotices()

  useJobsStore().listen((news) => {
    if (news.type !== 'ended') return
    const { jobId, state, result } = news.job
    const next = waiting.get(jobId)
    // An interrupted training may still go on.
    if (next === undefined || !isFinished(state) || state === 'interrupted') return
    waiting.delete(jobId)
    const training = propagatorTrainingSchema.safeParse(result)
    if (state !== 'done' || !training.success) return
    const { modelId } = training.data.model
    next.engine.propagation.start({ ...next.request, modelId }).catch((error: unknown) => notices.notifyError(error))
  })

  /** Begins `request`, with the model that is trained, when the job has ended well. */
  function afterTraining(jobId: string, engine: EngineClient, request: StartRequest): void {
    waiting.set(jobId, { engine, request })
  }

  return { afterTraining }
})
