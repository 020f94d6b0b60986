import { describe, expect, it } from 'vitest'
import { foldJob, type Job } from '../../../../src-main/contract/jobs'
import { CancelledError, SlicewrightError, throwIfCancelled } from '../../../../src-main/domain/errors'
import { JobRunner } from '../../../../src-main/engine/jobs/JobRunner'

const sleep = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs))

async function watchToEnd(runner: JobRunner, jobId: string): Promise<{ job: Job; types: string[] }> {
  let job: Job | null = null
  const types: string[] = []
  for await (const event of runner.watch(jobId)) {
    job = foldJob(job, event)
    types.push(event.type)
  }
  return { job: job!, types }
}

describe('JobRunner', () => {
  it('begins every stream with a snapshot and ends it with the result', async () => {
    const runner = new JobRunner()
    const jobId = runner.start('studies.import', 'Import', async ({ report, note }) => {
      for (let done = 1; done <= 3; done++) report({ stage: 'reading', done, total: 3, unit: 'cases' })
      note('two of three are fine')
      return Promise.resolve({ cases: 3 })
    })
    const { job, types } = await watchToEnd(runner, jobId)
    expect(types[0]).toBe('snapshot')
    expect(job).toMatchObject({ state: 'done', result: { cases: 3 }, messages: ['two of three are fine'] })
    expect(job.progress).toMatchObject({ done: 3, total: 3, unit: 'cases' })
  })

  it('coalesces: a thousand reports in half a second arrive as a handful of events, the last one included', async () => {
    const runner = new JobRunner()
    const jobId = runner.start('training.train', 'Train', async ({ report, measure }) => {
      for (let step = 1; step <= 1000; step++) {
        report({ stage: 'training', done: step, total: 1000, unit: 'steps' })
        measure([{ series: 'loss', step, value: 1 / step }])
        if (step % 100 === 0) await sleep(50)
      }
    })
    let progressEvents = 0
    let measurementCount = 0
    let lastDone = 0
    for await (const event of runner.watch(jobId)) {
      if (event.type === 'progressed') {
        progressEvents++
        lastDone = event.progress.done
      }
      if (event.type === 'measured') measurementCount += event.measurements.length
    }
    expect(progressEvents).toBeLessThan(12)
    expect(lastDone).toBe(1000)
    expect(measurementCount).toBeGreaterThan(850)
  })

  it('cancels: the work sees the signal and the job ends as cancelled, not failed', async () => {
    const runner = new JobRunner()
    const jobId = runner.start('training.train', 'Train', async ({ signal }) => {
      for (;;) {
        throwIfCancelled(signal, 'Training')
        await sleep(5)
      }
    })
    setTimeout(() => runner.cancel(jobId), 30)
    const { job } = await watchToEnd(runner, jobId)
    expect(job.state).toBe('cancelled')
    expect(job.error?.code).toBe('CANCELLED')
  })

  it('keeps the code of an error and turns the unknown into INTERNAL', async () => {
    const runner = new JobRunner()
    const known = runner.start('a', 'A', () =>
      Promise.reject(new SlicewrightError('DISK_FULL', 'No room.', { details: { freeBytes: 3 } })),
    )
    const unknown = runner.start('b', 'B', () => Promise.reject(new Error('broken')))
    expect((await watchToEnd(runner, known)).job.error).toEqual({
      code: 'DISK_FULL',
      message: 'No room.',
      details: { freeBytes: 3 },
    })
    expect((await watchToEnd(runner, unknown)).job.error?.code).toBe('INTERNAL')
  })

  it('ends a watch whose signal aborts, though the job goes on', async () => {
    const runner = new JobRunner()
    const jobId = runner.start('a', 'A', async ({ signal }) => {
      while (!signal.aborted) await sleep(5)
      throw new CancelledError()
    })
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 20)
    for await (const event of runner.watch(jobId, stop.signal)) expect(event.type).toBe('snapshot')
    expect(runner.list()[0]?.state).toBe('running')
    await runner.close()
    expect(runner.list()[0]?.state).toBe('cancelled')
  })
})
