import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { propagationSchema } from '../../src-main/contract/propagation'
import { IGNORE_LABEL } from '../../src-main/domain/labels/LabelMap'
import { sparsify } from '../../src-main/domain/labels/sparsify'
import { readLabelMap } from '../../src-main/io/formats/readLabelMap'
import { writeLabelMap } from '../../src-main/io/formats/writeLabelMap'
import { cli, environmentWithoutNpm, runCli } from '../support/runCli'
import { temporaryPaths } from '../support/temporaryPaths'

const SAMPLE = resolve(import.meta.dirname, '../../resources/sample')
const names = ['hippocampus_006.nii.gz', 'hippocampus_065.nii.gz', 'hippocampus_093.nii.gz']
const KEPT_EVERY = 4

const inFolder = temporaryPaths()
const [images, labels, model] = [inFolder('images'), inFolder('labels'), inFolder('model.safetensors')]

/** Three volumes of the bundled sample; every fourth slice stays annotated. */
beforeAll(async () => {
  mkdirSync(images)
  mkdirSync(labels)
  for (const name of names) {
    copyFileSync(join(SAMPLE, 'images', name), join(images, name))
    const { labelMap } = await readLabelMap({ path: join(SAMPLE, 'labels', name), expects: 'dense' })
    const sliceIndices = Array.from({ length: labelMap.geometry.size[2] }, (_, at) => at).filter(
      (at) => at % KEPT_EVERY === 1,
    )
    await writeLabelMap({ path: join(labels, name), labelMap: sparsify({ labelMap, axis: 'k', sliceIndices }) })
  }
})

const propagateArguments = (method: string, output: string, ...more: string[]) => [
  ...['propagate', '--image', images, '--label', labels, '--method', method, '--output', inFolder(output), '--json'],
  ...['--device', 'onnx-cpu', '--threads', '1', ...more],
]
const TINY = ['stepCount=20', 'baseChannelCount=4', 'largestSide=32', 'batchSize=2', 'neighbourSlices=1'].flatMap(
  (each) => ['--param', each],
)

async function propagated(...args: Parameters<typeof propagateArguments>) {
  const run = await runCli(propagateArguments(...args))
  expect(run.stderr).not.toMatch(/\n\s+at /)
  expect(run.exitCode, run.stdout).toBe(0)
  return propagationSchema.parse(run.json)
}

describe('slicewright propagate with a method that learns', () => {
  it('cohort trains on a folder, fills it, and says how much every slice and every volume is worth', async () => {
    const result = await propagated('cohort', 'dense', '--save-model', model, ...TINY)
    expect(result).toMatchObject({ method: 'cohort', outside: 'half-way', problems: [], warnings: [] })
    expect(result.model).toMatchObject({ method: 'cohort', caseCount: 3 })
    expect(result.trainingSeconds).toBeGreaterThan(0)
    expect(readdirSync(inFolder('dense')).sort()).toEqual(names)
    expect(result.cases).toHaveLength(3)
    for (const { output, slices, estimate } of result.cases) {
      for (const { sliceIndex, state, hops, confidence } of slices) {
        const isAnnotated = sliceIndex % KEPT_EVERY === 1
        expect(state.startsWith('annotated')).toBe(isAnnotated)
        if (state === 'annotated') expect(confidence).toBe(1)
        if (state === 'propagated') {
          expect(hops).toBeGreaterThan(0)
          expect(confidence).toBeGreaterThanOrEqual(0)
          expect(confidence).toBeLessThanOrEqual(1)
        }
      }
      expect(slices.some(({ state }) => state === 'propagated')).toBe(true)
      expect(estimate!.low).toBeLessThanOrEqual(estimate!.iou)
      expect(estimate!.iou).toBeLessThanOrEqual(estimate!.high)
      const { labelMap } = await readLabelMap({ path: output, expects: 'dense' })
      expect(labelMap.data.includes(IGNORE_LABEL)).toBe(false)
    }
  })

  it('uses the model again without training, to the same bytes', async () => {
    const again = await propagated('cohort', 'again', '--model', model)
    expect(again.trainingSeconds).toBeNull()
    for (const name of names)
      expect(readFileSync(join(inFolder('again'), name))).toEqual(readFileSync(join(inFolder('dense'), name)))
  })

  it('auto chooses among the methods it is given and keeps its choice', async () => {
    const choice = inFolder('choice.safetensors')
    const candidates = ['--param', 'candidates=[nearest,aligned-shape]']
    const result = await propagated('auto', 'chosen', '--save-model', choice, ...candidates)
    expect(result.model).toMatchObject({ method: 'auto', caseCount: 3 })
    expect(result.cases.every(({ estimate }) => estimate !== null)).toBe(true)
    expect(result.choice?.candidates.map(({ method }) => method)).toEqual(['nearest', 'aligned-shape'])
    expect(['nearest', 'aligned-shape']).toContain(result.choice?.chosen)
    const again = await propagated('auto', 'chosen-again', '--model', choice)
    expect(again.choice).toEqual(result.choice)
    expect(again.cases.map(({ slices }) => slices)).toEqual(result.cases.map(({ slices }) => slices))
    for (const name of names)
      expect(readFileSync(join(inFolder('chosen-again'), name))).toEqual(readFileSync(join(inFolder('chosen'), name)))
  })

  it('names what a parameter may be', async () => {
    const run = await runCli(propagateArguments('cohort', 'never', '--param', 'steps=3'))
    expect(run).toMatchObject({ exitCode: 2, json: { error: { code: 'BAD_REQUEST' } } })
    expect(run.stdout).toContain('stepCount')
    expect(existsSync(inFolder('never'))).toBe(false)
  })

  it.skipIf(process.platform === 'win32')('Ctrl-C in a training leaves neither model nor label maps', async () => {
    const args = propagateArguments('cohort', 'never', '--save-model', inFolder('never.safetensors'), ...TINY)
    const child = spawn(process.execPath, [cli, ...args, '--param', 'stepCount=5000'], {
      env: environmentWithoutNpm(),
    })
    let stdout = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('training')) child.kill('SIGINT')
    })
    expect(await new Promise((settle) => child.on('close', settle))).toBe(130)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'CANCELLED' } })
    expect([inFolder('never'), inFolder('never.safetensors')].filter((each) => existsSync(each))).toEqual([])
  })
})
