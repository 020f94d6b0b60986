import { computed, shallowRef } from 'vue'
import { isFinished, type Job } from '../../../src-main/contract/jobs'
import { useJobsStore } from '../../stores/jobs'

/** One job that the page started and waits for. */
export function useJobRun() {
  const jobs = useJobsStore()
  const jobId = shallowRef<string | null>(null)
  const job = computed(() => (jobId.value === null ? null : jobs.find(jobId.value)))
  const isRunning = computed(() => jobId.value !== null)

  /** @returns the ended job, whatever it ended as */
  async function run(start: () => Promise<{ jobId: string }>): Promise<Job> {
    const started = await start()
    jobId.value = started.jobId
    try {
      return await ended(started.jobId)
    } finally {
      jobId.value = null
    }
  }

  function ended(id: string): Promise<Job> {
    const known = jobs.find(id)
    if (known !== null && isFinished(known.state)) return Promise.resolve(known)
    return new Promise((resolve) => {
      const stop = jobs.listen((news) => {
        if (news.type !== 'ended' || news.job.jobId !== id) return
        stop()
        resolve(news.job)
      })
    })
  }

  return { job, isRunning, run }
}
