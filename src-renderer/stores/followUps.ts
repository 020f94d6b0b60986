import { defineStore } from 'pinia'
import { isFinished } from '../../src-main/contract/jobs'
import { propagatorTrainingSchema } from '../../src-main/contract/propagation'
import type { EngineClient } from '../client/Host'
import { useJobsStore } from './jobs'

interface FollowUp {
  readonly engine: EngineClient
  readonly request: Parameters<EngineClient['propagation']['start']>[0]
  /** Told when it could not even begin; pages say so to the user. */
  readonly failed: (error: unknown) => void
}

/**
 * Propagations that begin when a training has ended well, whichever page is open by then. Two jobs instead of one, so that the training can
 * be paused. They are forgotten with the window; the model is not.
 */
export const useFollowUpsStore = defineStore('followUps', () => {
  const waiting = new Map<string, FollowUp>()

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
    next.engine.propagation.start({ ...next.request, modelId }).catch(next.failed)
  })

  /** Begins the propagation, with the model that is trained, when the job has ended well. */
  function afterTraining(jobId: string, followUp: FollowUp): void {
    waiting.set(jobId, followUp)
  }

  return { afterTraining }
})
