import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { foldJob, isFinished, type Job } from '../../../src-main/contract/jobs'
import { reportResultSchema, type ReportRequest } from '../../../src-main/contract/report'
import { createEngine, type Engine } from '../../../src-main/engine/createEngine'
import { demoGrid, syntheticResults } from '../../support/syntheticResults'
import { writeSyntheticExperiment } from '../../support/syntheticWorkspace'

let engine: Engine
let folder: string
let workspacePath: string
let outputPath: string

beforeEach(async () => {
  engine = createEngine()
  folder = await mkdtemp(join(tmpdir(), 'slicewright-report-'))
  workspacePath = join(folder, 'workspace')
  outputPath = join(folder, 'new', 'report')
})

afterEach(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

async function write(request: Partial<ReportRequest> = {}): Promise<Job> {
  const { jobId } = await engine.client.report.write({ workspacePath, outputPath, ...request })
  let job: Job | null = null
  for await (const event of await engine.client.jobs.watch({ jobId })) job = foldJob(job, event)
  expect(job !== null && isFinished(job.state)).toBe(true)
  return job!
}

const results = syntheticResults(demoGrid)

describe('report.write', () => {
  it('writes page, copies and figures, and leaves no temporary folder', async () => {
    await writeSyntheticExperiment({ workspacePath, results })
    const result = reportResultSchema.parse((await write()).result)
    expect(result).toMatchObject({
      output: outputPath,
      experiment: 'synthetic',
      finishedRunCount: 13,
      plannedRunCount: 13,
    })
    expect(result.figures.every(({ file, reason }) => file !== null && reason === null)).toBe(true)
    expect(await readdir(join(folder, 'new'))).toEqual(['report'])
    expect((await readdir(outputPath)).sort()).toEqual([
      'figures',
      'provenance.json',
      'report.html',
      'results.csv',
      'results.json',
    ])
    expect((await readdir(join(outputPath, 'figures'))).length).toBe(7)
    for (const name of ['results.json', 'results.csv', 'provenance.json'])
      expect(await readFile(join(outputPath, name))).toEqual(
        await readFile(join(workspacePath, 'experiments', 'synthetic', name)),
      )
  })

  it('replaces its own report, the same bytes for the same results', async () => {
    await writeSyntheticExperiment({ workspacePath, results })
    await write()
    const first = await readFile(join(outputPath, 'report.html'))
    expect((await write()).state).toBe('done')
    expect(await readFile(join(outputPath, 'report.html'))).toEqual(first)
  })

  it.each([
    ['a folder with other files', 'notes.txt'],
    ['a report to which someone added a file', 'report/notes.txt'],
    ['a figure folder to which someone added a file', 'report/figures/mine.png'],
  ])('refuses %s and leaves it as it is', async (_, file) => {
    await writeSyntheticExperiment({ workspacePath, results })
    outputPath = join(folder, 'report')
    if (file.startsWith('report/')) await write()
    const path = file.startsWith('report/') ? join(folder, file) : join(outputPath, file)
    await mkdir(outputPath, { recursive: true })
    await writeFile(path, 'keep me')
    expect((await write()).error).toMatchObject({ code: 'OUTPUT_EXISTS' })
    expect(await readFile(path, 'utf8')).toBe('keep me')
  })

  it('refuses the experiment’s own folder and a file in the way', async () => {
    await writeSyntheticExperiment({ workspacePath, results })
    expect((await write({ outputPath: join(workspacePath, 'experiments', 'synthetic') })).error?.code).toBe(
      'OUTPUT_EXISTS',
    )
    await writeFile(join(folder, 'file'), '')
    expect((await write({ outputPath: join(folder, 'file') })).error?.code).toBe('OUTPUT_EXISTS')
  })

  it('reports what is finished while the grid runs', async () => {
    const unfinished = [{ runId: 'x', cellId: 'c', state: 'running', error: null }]
    await writeSyntheticExperiment({
      workspacePath,
      results: { ...results, runs: results.runs.slice(0, 2) },
      unfinished,
    })
    const result = reportResultSchema.parse((await write()).result)
    expect(result).toMatchObject({ finishedRunCount: 2, plannedRunCount: 3 })
    expect(result.figures.filter(({ reason }) => reason !== null).length).toBeGreaterThan(0)
    expect(await readFile(join(outputPath, 'report.html'), 'utf8')).toContain('2 of 3 runs are in these results')
  })

  it('does without provenance and csv', async () => {
    await writeSyntheticExperiment({ workspacePath, results })
    await rm(join(workspacePath, 'experiments', 'synthetic', 'provenance.json'))
    await rm(join(workspacePath, 'experiments', 'synthetic', 'results.csv'))
    const result = reportResultSchema.parse((await write()).result)
    expect(result.plannedRunCount).toBeNull()
    expect(result.files).not.toContain('results.csv')
  })
})

describe('report.write of what is not there', () => {
  it('names a folder that is no workspace', async () => {
    expect((await write()).error?.code).toBe('WORKSPACE_NOT_FOUND')
  })

  it('says that no run has finished', async () => {
    await mkdir(join(workspacePath, 'experiments', 'pilot'), { recursive: true })
    expect((await write()).error?.code).toBe('FILE_NOT_FOUND')
  })

  it('lists the experiments for an unknown name, also for one that climbs out', async () => {
    await writeSyntheticExperiment({ workspacePath, results })
    for (const experiment of ['other', '../../elsewhere'])
      expect((await write({ experiment })).error).toMatchObject({
        code: 'UNKNOWN_ID',
        details: { allowed: ['synthetic'] },
      })
  })

  it('asks which of several experiments', async () => {
    await writeSyntheticExperiment({ workspacePath, results })
    await writeSyntheticExperiment({ workspacePath, results: { ...results, experiment: 'second' } })
    expect((await write()).error).toMatchObject({
      code: 'BAD_REQUEST',
      details: { experiments: ['second', 'synthetic'] },
    })
    expect((await write({ experiment: 'second' })).state).toBe('done')
  })

  it('says what is wrong with damaged results, and writes nothing', async () => {
    await writeSyntheticExperiment({ workspacePath, results })
    await writeFile(join(workspacePath, 'experiments', 'synthetic', 'results.json'), '{"formatVersion": 2')
    expect((await write()).error?.code).toBe('WORKSPACE_CORRUPT')
    await expect(readdir(join(folder, 'new'))).rejects.toThrow()
  })

  it('leaves nothing behind when cancelled', async () => {
    await writeSyntheticExperiment({ workspacePath, results })
    const { jobId } = await engine.client.report.write({ workspacePath, outputPath })
    await engine.client.jobs.cancel({ jobId })
    let job: Job | null = null
    for await (const event of await engine.client.jobs.watch({ jobId })) job = foldJob(job, event)
    expect(job?.state).toBe('cancelled')
    await expect(readdir(join(folder, 'new'))).rejects.toThrow()
  })
})
