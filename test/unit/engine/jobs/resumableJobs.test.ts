import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foldJobs, type Job } from '../../../../src-main/contract/jobs'
import { throwIfCancelled } from '../../../../src-main/domain/errors'
import { JobRunner, type ResumableWork } from '../../../../src-main/engine/jobs/JobRunner'
import { JobJournal } from '../../../../src-main/io/jobs/JobJournal'
import { temporaryFolder } from '../../../support/temporaryFolder'

const sleep = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs))

/** Counts to `input.total` and keeps where it is outside of itself, as real work keeps it on disk. */
function counter(): { work: ResumableWork; kept: { done: number; starts: number } } {
  const kept = { done: 0, starts: 0 }
  const work: ResumableWork = async (input, { signal, report }) => {
    kept.starts++
    const { total } = input as { total: number }
    while (kept.done < total) {
      throwIfCancelled(signal, 'Counting')
      report({ stage: 'counting', done: ++kept.done, total, unit: 'numbers' })
      await sleep(5)
    }
    return { total: kept.done }
  }
  return { work, kept }
}

async function untilState(runner: JobRunner, jobId: string, state: Job['state']): Promise<Job> {
  for (;;) {
    const job = runner.list().find((each) => each.jobId === jobId)
    if (job?.state === state) return job
    await sleep(5)
  }
}

const request = { kind: 'count', title: 'Count', workspace: '/w', input: { total: 30 } }

describe('resumable jobs', () => {
  it('pause keeps what was done, resume goes on under the same id to the same result', async () => {
    const { work, kept } = counter()
    const runner = new JobRunner()
    runner.defineResumable('count', work)
    const jobId = runner.startResumable(request)
    await sleep(40)
    runner.pause(jobId)
    expect(runner.list()[0].state).toBe('pausing')
    const paused = await untilState(runner, jobId, 'paused')
    expect(paused).toMatchObject({ error: null, isResumable: true, workspace: '/w' })
    const doneAtPause = kept.done
    expect(doneAtPause).toBeGreaterThan(0)
    expect(doneAtPause).toBeLessThan(30)
    await sleep(30)
    expect(kept.done).toBe(doneAtPause)
    runner.resume(jobId)
    expect((await untilState(runner, jobId, 'done')).result).toEqual({ total: 30 })
    expect(kept).toEqual({ done: 30, starts: 2 })
  })

  it('refuses to pause work that could not be resumed, and to resume what runs', async () => {
    const runner = new JobRunner()
    const jobId = runner.start('a', 'Look around', async ({ signal }) => {
      while (!signal.aborted) await sleep(5)
      throwIfCancelled(signal)
    })
    expect(() => runner.pause(jobId)).toThrow('"Look around" cannot be paused; it can be cancelled.')
    expect(() => runner.resume(jobId)).toThrow('is running and cannot be resumed')
    await runner.close()
  })

  it('a job that is about to pause can still be cancelled', async () => {
    const { work } = counter()
    const runner = new JobRunner()
    runner.defineResumable('count', work)
    const jobId = runner.startResumable(request)
    runner.pause(jobId)
    runner.cancel(jobId)
    await untilState(runner, jobId, 'cancelled')
  })

  it('a paused job can be cancelled for good and then dismissed', async () => {
    const { work } = counter()
    const runner = new JobRunner()
    runner.defineResumable('count', work)
    const jobId = runner.startResumable(request)
    runner.pause(jobId)
    await untilState(runner, jobId, 'paused')
    expect(() => runner.dismiss(jobId)).toThrow('has not ended')
    runner.cancel(jobId)
    expect(() => runner.resume(jobId)).toThrow('is cancelled')
    runner.dismiss(jobId)
    expect(runner.list()).toEqual([])
  })

  it('tells one who watches all jobs of every job, new ones too, and of those dismissed', async () => {
    const { work } = counter()
    const runner = new JobRunner()
    runner.defineResumable('count', work)
    const stop = new AbortController()
    let jobs: Job[] = []
    const watched = (async () => {
      for await (const event of runner.watchAll(stop.signal)) jobs = foldJobs(jobs, event)
    })()
    await sleep(5)
    const first = runner.startResumable({ ...request, input: { total: 5 } })
    const second = runner.start('b', 'Second', () => Promise.resolve(2))
    await untilState(runner, first, 'done')
    await sleep(150)
    expect(jobs.map(({ jobId, state }) => [jobId, state])).toEqual([
      [first, 'done'],
      [second, 'done'],
    ])
    expect(jobs[0].progress).toMatchObject({ done: 5, total: 5 })
    runner.dismiss(second)
    await sleep(150)
    expect(jobs.map(({ jobId }) => jobId)).toEqual([first])
    stop.abort()
    await watched
  })
})

/** The file of an engine whose process is gone. */
function journalOfTheDead(folder: string, entries: unknown): void {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${pid}.json`), JSON.stringify(entries))
}

describe('the journal of jobs', () => {
  const running = { ...request, jobId: 'job-7', isResumable: true, state: 'running' }

  it('what an engine that died was doing is interrupted, and goes on in the next', async () => {
    const folder = temporaryFolder()
    journalOfTheDead(folder, [running, { ...running, jobId: 'job-8', isResumable: false, title: 'Inspect' }])
    const runner = new JobRunner(new JobJournal(folder))
    expect(runner.list().map(({ jobId, state, isResumable }) => ({ jobId, state, isResumable }))).toEqual([
      { jobId: 'job-7', state: 'interrupted', isResumable: true },
      { jobId: 'job-8', state: 'interrupted', isResumable: false },
    ])
    const { work } = counter()
    runner.defineResumable('count', work)
    runner.resume('job-7')
    await untilState(runner, 'job-7', 'done')
    expect(() => runner.resume('job-8')).toThrow('Start it again')
    expect(runner.start('a', 'A', () => Promise.resolve())).toBe('job-9')
  })

  it('an engine that is closed leaves resumable work as interrupted and forgets the rest', async () => {
    const folder = temporaryFolder()
    const { work } = counter()
    const runner = new JobRunner(new JobJournal(folder))
    runner.defineResumable('count', work)
    const jobId = runner.startResumable(request)
    runner.start('a', 'A', async ({ signal }) => {
      while (!signal.aborted) await sleep(5)
      throwIfCancelled(signal)
    })
    await runner.close()
    const files = readdirSync(folder)
    expect(files).toEqual([`${process.pid}.json`])
    const kept: unknown = JSON.parse(readFileSync(join(folder, files[0]), 'utf8'))
    expect(kept).toEqual([{ ...request, jobId, isResumable: true, state: 'interrupted' }])
  })

  it('leaves the files of engines that run, and damaged ones, alone', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, `${process.ppid}.json`), JSON.stringify([running]))
    journalOfTheDead(folder, 'not a list')
    expect(new JobJournal(folder).list()).toEqual([])
    expect(readdirSync(folder)).toHaveLength(3)
  })
})
