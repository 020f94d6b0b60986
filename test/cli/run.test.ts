import { spawn } from 'node:child_process'
import { readFileSync, rmSync, statSync, writeFileSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { experimentOutcomeSchema, type ExperimentOutcome } from '../../src-main/contract/experiments'
import { resultsSchema, type Results } from '../../src-main/domain/experiment/results'
import { openWorkspace } from '../../src-main/io/workspace/Workspace'
import { runCli } from '../support/runCli'
import { temporaryPaths } from '../support/temporaryPaths'
import { toySpec, writeToyCohort } from '../support/toyCohort'

const inFolder = temporaryPaths()
const workspace = inFolder('workspace')

beforeAll(async () => {
  await writeToyCohort({ folder: inFolder('cohort'), caseCount: 7 })
  const { exitCode, stderr } = await runCli(['import', inFolder('cohort'), '--workspace', workspace])
  expect(stderr).toBeDefined()
  expect(exitCode).toBe(0)
})

function specFile(spec: object, name = 'spec.json'): string {
  writeFileSync(inFolder(name), JSON.stringify(spec))
  return inFolder(name)
}

const runSpec = (spec: object, ...args: string[]) =>
  runCli(['run', specFile(spec), '--workspace', workspace, '--device', 'onnx-cpu', '--threads', '1', '--json', ...args])

async function outcomeOf(spec: object, ...args: string[]): Promise<ExperimentOutcome> {
  return experimentOutcomeSchema.parse((await runSpec(spec, ...args)).json)
}

const bytesOf = (name: string, experiment = 'toy') => readFileSync(join(workspace, 'experiments', experiment, name))
const resultsOf = (experiment = 'toy'): Results =>
  resultsSchema.parse(JSON.parse(bytesOf('results.json', experiment).toString()))

describe('run', () => {
  it('estimates without writing anything', async () => {
    const { cells, estimate, results } = await outcomeOf(toySpec(), '--estimate-only')
    expect(cells.map(({ cellId, state }) => [cellId, state])).toEqual([
      ['unet-2d_d50_v50_fixed-interval', 'queued'],
      ['unet-2d_d50_v100_fixed-interval', 'queued'],
      ['unet-2d_d100_v100_every-slice', 'queued'],
    ])
    expect(estimate).toMatchObject({ runCount: 3, finishedRunCount: 0, basis: 'measured-steps' })
    expect(estimate.seconds).toBeGreaterThan(0)
    expect(estimate.diskBytes).toBeGreaterThan(0)
    expect(results).toBeNull()
    expect(existsSync(join(workspace, 'experiments'))).toBe(false)
    expect(existsSync(join(workspace, 'runs'))).toBe(false)
  })

  it('refuses a grid that does not fit before it starts, and leaves the workspace as it was', async () => {
    const disk = await runSpec(toySpec({ limits: { diskBytes: 1000 } }))
    expect(disk).toMatchObject({ exitCode: 4, json: { error: { code: 'DISK_FULL', details: { allowedBytes: 1000 } } } })
    const time = await runSpec(toySpec({ limits: { hours: 1e-6 } }))
    expect(time).toMatchObject({
      exitCode: 2,
      json: { error: { code: 'SPEC_INVALID', details: { field: 'limits.hours' } } },
    })
    expect(existsSync(join(workspace, 'experiments'))).toBe(false)
  })

  it('runs a grid: every cell done, results without times or paths, provenance with them', async () => {
    const { cells, error, results } = await outcomeOf(toySpec())
    expect(error).toBeNull()
    expect(cells.map(({ state }) => state)).toEqual(['done', 'done', 'done'])
    const { runs, dataset } = resultsOf()
    // Four training volumes of 8 slices; ρ 0.5 is 4 slices a volume.
    expect(dataset.trainingSliceCount).toBe(32)
    expect(
      runs.map(({ annotatedSliceCount, nominalBudgetSlices }) => [annotatedSliceCount, nominalBudgetSlices]),
    ).toEqual([
      [8, 8],
      [16, 16],
      [32, 32],
    ])
    expect(runs.map(({ cases }) => cases.map(({ caseId }) => caseId))).toEqual(runs.map(() => dataset.testCaseIds))
    expect(bytesOf('results.csv').toString().trimEnd().split('\n')).toHaveLength(4)
    for (const name of ['results.json', 'results.csv']) expect(bytesOf(name).toString()).not.toContain(workspace)
    const opened = openWorkspace({ path: workspace, mode: 'read' })
    const recorded = opened.datasets.list().flatMap(({ name }) => opened.preprocessing.list(name))
    opened.close()
    expect(recorded.map(({ settings }) => settings['size'])).toContainEqual({ width: 16, height: 16 })
    const provenance = JSON.parse(readFileSync(results!.provenance, 'utf8')) as Record<string, unknown>
    expect(provenance).toMatchObject({ device: { deviceId: 'onnx-cpu', threads: 1 }, versions: { science: 1 } })
  })

  it('does nothing the second time, and only what is new when the grid has grown', async () => {
    const before = bytesOf('results.json')
    const [first] = (await outcomeOf(toySpec())).cells
    expect(bytesOf('results.json').equals(before)).toBe(true)
    const model = join(workspace, 'runs', first!.runId, 'model.onnx')
    const writtenAtMs = statSync(model).mtimeMs
    const grown = toySpec({
      grid: { densities: [0.5], volumeFractions: [0.5, 1], policies: ['fixed-interval', 'uniform-random'] },
    })
    const { cells, estimate } = await outcomeOf(grown)
    expect(estimate).toMatchObject({ runCount: 5, finishedRunCount: 3, basis: 'finished-runs' })
    expect(cells.map(({ state }) => state)).toEqual(Array(5).fill('done'))
    expect(statSync(model).mtimeMs).toBe(writtenAtMs)
  })

  it('repeats a run whose result is lost or damaged, to the same bytes', async () => {
    const spec = toySpec()
    const { cells } = await outcomeOf(spec)
    const before = bytesOf('results.json')
    const result = (at: number) => join(workspace, 'runs', cells[at]!.runId, 'result.json')
    rmSync(result(0))
    writeFileSync(result(1), '{"runId": "half a fi')
    expect((await outcomeOf(spec)).estimate.finishedRunCount).toBe(1)
    expect(bytesOf('results.json').equals(before)).toBe(true)
  })

  it('records a cell that fails, does the others and ends with CELLS_FAILED', async () => {
    // One slice of eight: the middle one, which is empty in every volume, so there is nothing to learn.
    const spec = toySpec({
      name: 'failing',
      grid: { densities: [0.1], volumeFractions: [1], policies: ['fixed-interval'] },
    })
    const { exitCode, json } = await runSpec(spec)
    const { cells, error } = experimentOutcomeSchema.parse(json)
    expect(exitCode).toBe(5)
    expect(cells.map(({ state, error: why }) => [state, why?.code])).toEqual([
      ['failed', 'LABEL_NOTHING_ANNOTATED'],
      ['done', undefined],
    ])
    expect(error).toMatchObject({
      code: 'CELLS_FAILED',
      details: { failed: [{ cellId: 'unet-2d_d10_v100_fixed-interval' }] },
    })
    expect(resultsOf('failing').runs).toHaveLength(1)
  })

  it('measures interpolation and trains on propagated masks', async () => {
    const spec = toySpec({
      name: 'propagated',
      grid: { densities: [0.5], volumeFractions: [1], policies: ['fixed-interval'], propagators: ['nearest'] },
      denseReference: false,
      interpolationQuality: { densities: [0.25, 0.5], propagators: ['nearest', 'signed-distance'] },
      keepPredictions: true,
    })
    const { cells } = await outcomeOf(spec)
    expect(cells.map(({ cellId, state }) => [cellId, state])).toEqual([
      ['unet-2d_d50_v100_fixed-interval_nearest', 'done'],
    ])
    const { runs, interpolationQuality, dataset } = resultsOf('propagated')
    // The budget counts what a person annotated, not what was filled in.
    expect(runs[0]!.annotatedSliceCount).toBe(16)
    expect(interpolationQuality).toHaveLength(4 * 2 * 2)
    for (const caseId of dataset.testCaseIds)
      expect(existsSync(join(workspace, 'runs', cells[0]!.runId, 'predictions', `${caseId}.nii.gz`))).toBe(true)
  })

  it('stops on Ctrl-C at once, exits 130 and goes on when asked again', async () => {
    const long = toySpec({
      name: 'long',
      denseReference: false,
      grid: { densities: [0.5], volumeFractions: [1], policies: ['fixed-interval'] },
      training: { ...(toySpec() as { training: object }).training, stepCount: 400, checkpointIntervalSteps: 20 },
    })
    const cli = resolve(import.meta.dirname, '../../out/main/cli.js')
    const child = spawn(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      cli,
      'run',
      specFile(long),
      '--workspace',
      workspace,
      '--device',
      'onnx-cpu',
      '--threads',
      '1',
    ])
    const exited = new Promise<number | null>((settle) => child.on('exit', settle))
    let stderr = ''
    await new Promise<void>((settle) => {
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString()
        if (/run 1\/1 .* steps/.test(stderr)) settle()
      })
      void exited.then(() => settle())
    })
    const stoppedAtMs = performance.now()
    child.kill('SIGINT')
    expect(await exited).toBe(130)
    const stoppedAfterMs = performance.now() - stoppedAtMs
    // Half a second is promised; the rest is what a busy machine may take to notice.
    expect(stoppedAfterMs).toBeLessThan(1000)
    const { cells } = await outcomeOf(long, '--estimate-only')
    expect(cells[0]).toMatchObject({ state: 'paused' })
    expect(existsSync(join(workspace, 'runs', cells[0]!.runId, 'checkpoints'))).toBe(true)
    expect((await outcomeOf(long)).cells[0]!.state).toBe('done')
  })

  it.each([
    ['a typo', { ...toySpec(), grdi: {} }, 2, 'SPEC_INVALID'],
    [
      'an unknown policy',
      toySpec({ grid: { densities: [0.5], volumeFractions: [1], policies: ['best'] } }),
      2,
      'SPEC_INVALID',
    ],
    ['an unknown data set', toySpec({ dataset: 'livers' }), 2, 'UNKNOWN_ID'],
    ['more cases than there are', toySpec({ split: { by: 'seed', train: 40 } }), 2, 'SPEC_INVALID'],
  ])('refuses %s', async (_, spec, exitCode, code) => {
    expect(await runSpec(spec)).toMatchObject({ exitCode, json: { error: { code } } })
  })

  it('refuses a spec and a workspace that are not there', async () => {
    const absent = await runCli(['run', inFolder('absent.yaml'), '--workspace', workspace, '--json'])
    expect(absent).toMatchObject({ exitCode: 3, json: { error: { code: 'FILE_NOT_FOUND' } } })
    const nowhere = await runCli(['run', specFile(toySpec()), '--workspace', inFolder('nowhere'), '--json'])
    expect(nowhere).toMatchObject({ exitCode: 4, json: { error: { code: 'WORKSPACE_NOT_FOUND' } } })
  })
})
