import { defineStore } from 'pinia'
import { propagatorTrainingSchema } from '../../src-main/contract/propagation'
import { useJobsStore } from './jobs'

/** What to do with a model; reports its own errors. */
type FollowUp = (modelId: string) => Promise<void>

/**
 * What begins when a training has ended well, whichever page is open by then. Two jobs instead of one, so that the training can be paused.
 * Follow-ups are forgotten with the window; the model is not.
 */
export const useFollowUpsStore = defineStore('followUps', () => {
  const waiting = new Map<string, FollowUp>()

  useJobsStore().listen((news) => {
    if (news.type !== 'ended') return
    const { jobId, state, result } = news.job
    const followUp = waiting.get(jobId)
    // An interrupted training may still go on.
    if (followUp === undefined || state === 'interrupted') return
    waiting.delete(jobId)
    const training = propagatorTrainingSchema.safeParse(result)
    if (state === 'done' && training.success) void followUp(training.data.model.modelId)
  })

  function afterTraining(jobId: string, followUp: FollowUp): void {
    waiting.set(jobId, followUp)
  }

  return { afterTraining }
})
