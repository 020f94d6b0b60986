import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { trainedModelSchema } from '../../src-main/domain/experiment/trainedModel'
import { readLabelMap } from '../../src-main/io/formats/readLabelMap'
import { readVolume } from '../../src-main/io/formats/readVolume'
import { writeLabelMap } from '../../src-main/io/formats/writeLabelMap'
import { writeVolume } from '../../src-main/io/formats/writeVolume'
import { diskCases } from '../support/diskCases'
import { runCli } from '../support/runCli'
import { temporaryPaths } from '../support/temporaryPaths'

const inFolder = temporaryPaths()
const [images, labels] = [inFolder('images'), inFolder('labels')]

beforeAll(async () => {
  mkdirSync(images)
  mkdirSync(labels)
  for (const each of diskCases({ count: 4, side: 24, annotatedEvery: 2 })) {
    await writeVolume({ path: join(images, `${each.caseId}.nii.gz`), volume: await each.loadImage() })
    await writeLabelMap({ path: join(labels, `${each.caseId}.nii.gz`), labelMap: await each.loadLabels() })
  }
})

const trainArguments = (output: string, ...more: string[]) => [
  ...['train', '--images', images, '--labels', labels, '--output', inFolder(output), '--json'],
  ...['--param', 'baseChannelCount=4', '--param', 'levelCount=2', '--batch-size', '2'],
  ...['--device', 'onnx-cpu', '--threads', '1', ...more],
]
const modelOf = (output: string) => join(inFolder(output), 'model.onnx')

async function fail(args: string[], code: string, exitCode: number): Promise<string> {
  const run = await runCli(args)
  expect(run).toMatchObject({ exitCode, json: { error: { code } } })
  expect(run.stdout + run.stderr).not.toMatch(/\n\s+at /)
  return (run.json as { error: { message: string } }).error.message
}

describe('train and predict', () => {
  it('go from folders of images and sparse labels to a label map on the grid of an image', async () => {
    const trained = await runCli(trainArguments('run', '--steps', '5', '--seed', '1'))
    expect(trained).toMatchObject({
      exitCode: 0,
      json: {
        model: modelOf('run'),
        bestValidation: { metric: 'foreground-iou', step: 5 },
        deviceId: 'onnx-cpu',
        annotatedSliceCount: 9,
        problems: [],
      },
    })
    const sideCar = readFileSync(join(inFolder('run'), 'model.json'), 'utf8')
    expect(trainedModelSchema.parse(JSON.parse(sideCar)).classes.map(({ label }) => label)).toEqual([0, 1, 2])
    expect(sideCar).not.toContain(images)

    const output = inFolder('prediction.nii.gz')
    const image = join(images, 'disks-1-0.nii.gz')
    const predicted = await runCli([
      'predict',
      '--model',
      modelOf('run'),
      '--image',
      image,
      '--output',
      output,
      '--json',
    ])
    expect(predicted).toMatchObject({ exitCode: 0, json: { output, warnings: [] } })
    const { labelMap } = await readLabelMap({ path: output, expects: 'dense' })
    expect(labelMap.geometry).toEqual((await readVolume({ path: image })).volume.geometry)
    expect([...new Set(labelMap.data)].every((label) => label <= 2)).toBe(true)
  })

  it('say when an image is larger than what the network takes', async () => {
    const [large] = diskCases({ count: 1, side: 40, seed: 9 })
    const image = inFolder('large.nii.gz')
    await writeVolume({ path: image, volume: await large!.loadImage() })
    const output = inFolder('large-prediction.nii.gz')
    const predicted = await runCli([
      'predict',
      '--model',
      modelOf('run'),
      '--image',
      image,
      '--output',
      output,
      '--json',
    ])
    expect(predicted.stderr).toContain('but the network takes the middle 24×24: what lies beyond becomes background')
    const { labelMap } = await readLabelMap({ path: output, expects: 'dense' })
    expect(labelMap.geometry.size).toEqual((await large!.loadImage()).geometry.size)
  })

  it('answer a repeated request with the same run, and another in that folder with an error', async () => {
    const again = await runCli(trainArguments('run', '--steps', '5', '--seed', '1'))
    expect(again).toMatchObject({ exitCode: 0, json: { bestValidation: { step: 5 } } })
    expect(await fail(trainArguments('run', '--steps', '6', '--seed', '1'), 'OUTPUT_EXISTS', 4)).toContain(
      'settings.stepCount: 5 there, 6 here',
    )
  })

  it('killed at a random moment and resumed, end with the same bytes', async () => {
    await runCli(trainArguments('whole', '--steps', '120'))
    const killed = await interrupted(trainArguments('broken', '--steps', '120'), 'SIGKILL')
    expect(killed.signal).toBe('SIGKILL')
    expect(existsSync(modelOf('broken'))).toBe(false)
    expect(await runCli(trainArguments('broken', '--steps', '120'))).toMatchObject({ exitCode: 0 })
    expect(readFileSync(modelOf('broken')).equals(readFileSync(modelOf('whole')))).toBe(true)
  })

  it('stop within half a second of Ctrl-C, with a checkpoint', async () => {
    const { exitCode, stdout, stoppedAfterMs } = await interrupted(
      trainArguments('stopped', '--steps', '100000'),
      'SIGINT',
    )
    expect(exitCode).toBe(130)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'CANCELLED' } })
    // Half a second for the work, the rest for a process on a busy machine to end.
    expect(stoppedAfterMs).toBeLessThan(2000)
    expect(existsSync(join(inFolder('stopped'), 'checkpoints', 'latest.safetensors'))).toBe(true)
  })

  it('say what is wrong', async () => {
    const predict = (model: string, image: string) => [
      ...['predict', '--model', model, '--image', image],
      ...['--output', inFolder('never.nii.gz'), '--device', 'onnx-cpu', '--threads', '1', '--json'],
    ]
    const image = join(images, 'disks-1-0.nii.gz')
    const broken = inFolder('broken.nii.gz')
    writeFileSync(broken, readFileSync(image).subarray(0, 400))
    expect(await fail(predict(modelOf('run'), broken), 'FILE_TRUNCATED', 3)).toContain(broken)
    expect(await fail(predict(image, image), 'MODEL_INVALID', 3)).toContain('is not an .onnx file')
    expect(await fail(predict(inFolder('none.onnx'), image), 'FILE_NOT_FOUND', 3)).toContain('none.onnx')
    expect(existsSync(inFolder('never.nii.gz'))).toBe(false)
    expect(await fail(trainArguments('x', '--param', 'depth=3'), 'SPEC_INVALID', 2)).toContain('depth')
    expect(await fail(trainArguments('x', '--steps', '0'), 'BAD_REQUEST', 2)).toContain('stepCount')
    expect(await fail(trainArguments('x', '--device', 'abacus'), 'UNKNOWN_ID', 2)).toContain('abacus')
    const empty = inFolder('empty')
    mkdirSync(empty)
    const withoutLabels = trainArguments('x').map((argument) => (argument === labels ? empty : argument))
    expect(await fail(withoutLabels, 'NO_CASES', 3)).toContain('Name both files after their case')
  })
})

/** Runs the command line until training has begun, then sends the signal. */
async function interrupted(args: string[], signal: 'SIGINT' | 'SIGKILL') {
  const cli = resolve(import.meta.dirname, '../../out/main/cli.js')
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args])
  let [stdout, sentAtMs] = ['', 0]
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => {
    if (sentAtMs > 0 || !chunk.toString().includes('steps')) return
    sentAtMs = performance.now()
    child.kill(signal)
  })
  return new Promise<{ exitCode: number | null; signal: string | null; stdout: string; stoppedAfterMs: number }>(
    (settle) =>
      child.on('close', (exitCode, by) =>
        settle({ exitCode, signal: by, stdout, stoppedAfterMs: performance.now() - sentAtMs }),
      ),
  )
}
