import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { experimentOutcomeSchema } from '../../../src-main/contract/experiments'
import type { Job, JobEvent } from '../../../src-main/contract/jobs'
import { createEngine, type Engine } from '../../../src-main/engine/createEngine'
import { temporaryPaths } from '../../support/temporaryPaths'
import { PROPAGATOR_IDS } from '../../support/propagatorIds'
import { toySpec, writeToyCohort } from '../../support/toyCohort'

const inFolder = temporaryPaths()
const template = inFolder('template')
const document = (change: object = {}) => toySpec(change) as Record<string, unknown>

/** Twelve steps, of which every second one can be gone on from. */
const spec = document()

beforeAll(async () => {
  await writeToyCohort({ folder: inFolder('cohort'), caseCount: 7 })
  const engine = createEngine()
  const { jobId } = await engine.client.studies.import({ folder: inFolder('cohort'), workspace: template })
  expect((await follow(engine, jobId)).state).toBe('done')
  await engine.close()
})

function workspaceWithToys(name: string): string {
  cpSync(template, inFolder(name), { recursive: true })
  return inFolder(name)
}

function openEngine(userFolder: string | null = null): Engine {
  const engine = createEngine({ userFolder, roots: null })
  onTestFinished(() => engine.close())
  return engine
}

/** Watches until the job has ended or `until` is true, and says how it then stood. */
async function follow(engine: Engine, jobId: string, until?: (event: JobEvent) => boolean): Promise<Job> {
  for await (const event of await engine.client.jobs.watch({ jobId })) if (until?.(event) === true) break
  const job = (await engine.client.jobs.list()).find((each) => each.jobId === jobId)
  if (job === undefined) throw new Error(`Job ${jobId} was forgotten.`)
  return job
}

const start = (engine: Engine, workspace: string, change: object = {}) =>
  engine.client.experiments.start({ workspace, spec: document(change), deviceId: 'onnx-cpu' })

const resultsOf = (workspace: string) => readFileSync(join(workspace, 'experiments', 'toy', 'results.json'), 'utf8')

/** A measurement of the second run: the first one is finished then. */
const inSecondRun = () => {
  const seen = new Set<string>()
  return (event: JobEvent) => {
    if (event.type === 'measured') for (const { series } of event.measurements) seen.add(series.split('/')[0])
    return seen.size === 2
  }
}

describe('experiments.start', () => {
  it('pauses between two steps and resumes to the same bytes as in one go, with curves without doubles', async () => {
    const engine = openEngine()
    const whole = workspaceWithToys('whole')
    const { jobId: wholeId } = await start(engine, whole)
    expect(await follow(engine, wholeId)).toMatchObject({ state: 'done', error: null })

    const parts = workspaceWithToys('parts')
    const { jobId } = await start(engine, parts)
    await follow(engine, jobId, inSecondRun())
    await engine.client.jobs.pause({ jobId })
    await expect.poll(async () => (await follow(engine, jobId, () => true)).state).toBe('paused')
    const paused = await engine.client.experiments.get({ workspace: parts, name: 'toy' })
    expect(paused).toMatchObject({ jobId, runCount: 3, finishedRunCount: 1, device: { deviceId: 'onnx-cpu' } })
    expect(paused.cells.map(({ state }) => state)).toEqual(['done', 'paused', 'queued'])

    await engine.client.jobs.resume({ jobId })
    expect(await follow(engine, jobId)).toMatchObject({ state: 'done', error: null })
    expect(resultsOf(parts)).toBe(resultsOf(whole))

    const { cells } = await engine.client.experiments.get({ workspace: parts, name: 'toy' })
    for (const { runId } of cells) {
      const { series } = await engine.client.experiments.curves({ workspace: parts, runId })
      const steps = Object.fromEntries(series.map(({ name, points }) => [name, points.map(({ step }) => step)]))
      expect(steps).toEqual({
        'training-loss': [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        'validation-foreground-iou': [4, 8, 12],
      })
      expect(series).toEqual((await engine.client.experiments.curves({ workspace: whole, runId })).series)
    }
  })

  it('goes on in another engine after the first one has ended, under the same id', async () => {
    const workspace = workspaceWithToys('twoEngines')
    const first = createEngine({ userFolder: inFolder('user'), roots: null })
    const { jobId } = await start(first, workspace)
    await follow(first, jobId, inSecondRun())
    await first.close()

    const second = openEngine(inFolder('user'))
    expect(await second.client.jobs.list()).toMatchObject([{ jobId, state: 'interrupted', workspace }])
    expect(await second.client.experiments.list({ workspace })).toMatchObject([
      { name: 'toy', jobId, finishedRunCount: 1, hasResults: true },
    ])
    await expect(start(second, workspace)).rejects.toMatchObject({
      data: { code: 'BAD_REQUEST', details: { state: 'interrupted' } },
    })
    await second.client.jobs.resume({ jobId })
    expect((await follow(second, jobId)).state).toBe('done')
    const { cells } = await second.client.experiments.get({ workspace, name: 'toy' })
    expect(cells.map(({ state, iou }) => [state, iou !== null])).toEqual([
      ['done', true],
      ['done', true],
      ['done', true],
    ])
  })

  it('estimates without writing, and refuses a spec at once', async () => {
    const workspace = workspaceWithToys('estimate')
    const engine = openEngine()
    const { jobId } = await engine.client.experiments.start({
      workspace,
      spec,
      deviceId: 'onnx-cpu',
      isEstimateOnly: true,
    })
    const job = await follow(engine, jobId)
    expect(job.isResumable).toBe(false)
    expect(experimentOutcomeSchema.parse(job.result)).toMatchObject({ results: null, estimate: { runCount: 3 } })
    expect(await engine.client.experiments.list({ workspace })).toEqual([])
    await expect(start(engine, workspace, { name: 'a/b' })).rejects.toMatchObject({ data: { code: 'SPEC_INVALID' } })
  })

  it('counts in the training of propagators that learn', async () => {
    const workspace = workspaceWithToys('estimate-learned')
    const engine = openEngine()
    const estimateOf = async (propagators: string[]) => {
      const grid = { densities: [0.5], volumeFractions: [1], policies: ['fixed-interval'], propagators }
      const change = { grid, denseReference: false }
      const { jobId } = await engine.client.experiments.start({
        workspace,
        spec: document(change),
        deviceId: 'onnx-cpu',
        isEstimateOnly: true,
      })
      return experimentOutcomeSchema.parse((await follow(engine, jobId)).result).estimate
    }
    const [plain, learned] = [await estimateOf(['nearest']), await estimateOf(['sli2vol'])]
    // Twelve steps of a tiny network against two thousand of a larger one.
    expect(learned.seconds).toBeGreaterThan(5 * plain.seconds!)
    expect(learned.basis).toBe('measured-steps')
  })

  it('tells which runs failed and why, and lets the others be', async () => {
    const workspace = workspaceWithToys('failing')
    const engine = openEngine()
    // A learning rate beyond all numbers: the loss is no number after the first step.
    const training = { ...(spec['training'] as object), learningRate: 1e38 }
    const { jobId } = await start(engine, workspace, { training, denseReference: false })
    expect(experimentOutcomeSchema.parse((await follow(engine, jobId)).result).error?.code).toBe('CELLS_FAILED')
    const { cells, failedRunCount } = await engine.client.experiments.get({ workspace, name: 'toy' })
    expect(failedRunCount).toBe(2)
    expect(cells.map(({ state, error }) => [state, error?.code])).toEqual([
      ['failed', 'TRAINING_DIVERGED'],
      ['failed', 'TRAINING_DIVERGED'],
    ])
  })
})

describe('experiments.schema and experiments.preview', () => {
  it('name what can be chosen and suggest a spec that can be started', async () => {
    const { client } = openEngine()
    const { jsonSchema, suggestion } = await client.experiments.schema({ workspace: template, dataset: null })
    const grid = (jsonSchema as { properties: { grid: { properties: Record<string, { items: object }> } } }).properties
      .grid.properties
    expect(grid['policies'].items).toMatchObject({
      enum: [
        'fixed-interval',
        'uniform-random',
        'jittered',
        'facility-location',
        'k-center',
        'z-contiguous-clusters',
        'foreground-aware-random',
        'positive-stratified',
      ],
    })
    expect(grid['propagators'].items).toMatchObject({
      enum: ['none', ...PROPAGATOR_IDS],
    })
    expect(JSON.stringify(jsonSchema)).not.toContain('knownIds')
    // Seven cases, a quarter (2) to test on, 15 % (1) to choose by; two densities × two volume fractions and the dense reference.
    expect(await client.experiments.preview({ workspace: template, spec: suggestion })).toEqual({
      cellCount: 5,
      runCount: 5,
      notes: ['4 training, 1 validation and 2 test cases, split by case.', 'Budgets: 2 to 12 annotated slices of 32.'],
    })
  })

  it('refuse what could not be started, naming the field', async () => {
    const { client } = openEngine()
    const split = { by: 'seed', train: 40, validation: 1, test: 2 }
    await expect(client.experiments.preview({ workspace: template, spec: document({ split }) })).rejects.toMatchObject({
      data: { code: 'SPEC_INVALID', details: { field: 'split' } },
    })
  })
})
