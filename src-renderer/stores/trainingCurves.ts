import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { foldCurves, type Curve } from '../../src-main/contract/experiments'
import type { Measurement } from '../../src-main/contract/jobs'
import { useJobsStore } from './jobs'

/** Curves are drawn at most this often, however fast a network trains. */
const REDRAW_MS = 250
/** Curves of older jobs are forgotten. */
const JOBS_KEPT = 4

/** What jobs measured while this window has been open, by job: a page that is left and opened again still shows its curve. */
export const useTrainingCurvesStore = defineStore('trainingCurves', () => {
  const byJob = shallowRef<ReadonlyMap<string, readonly Curve[]>>(new Map())
  const pending = new Map<string, Measurement[]>()
  let timer: ReturnType<typeof setTimeout> | undefined

  useJobsStore().listen((news) => {
    if (news.type === 'measured') {
      pending.set(news.jobId, [...(pending.get(news.jobId) ?? []), ...news.measurements])
      timer ??= setTimeout(take, REDRAW_MS)
    }
    if (news.type === 'ended') take()
  })

  function take(): void {
    clearTimeout(timer)
    timer = undefined
    if (pending.size === 0) return
    const next = new Map(byJob.value)
    for (const [jobId, measured] of pending) next.set(jobId, foldCurves(next.get(jobId) ?? [], measured))
    pending.clear()
    for (const jobId of [...next.keys()].slice(0, -JOBS_KEPT)) next.delete(jobId)
    byJob.value = next
  }

  return { byJob }
})
