import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import type { Backend } from '../../../src-main/compute/backends/Backend'
import { createOnnxBackend } from '../../../src-main/compute/backends/onnx/createOnnxBackend'
import { trainingSettingsSchema } from '../../../src-main/domain/experiment/trainingSettings'
import { trainNetwork, type NetworkTraining } from '../../../src-main/engine/training/trainNetwork'
import { loadTrainedModel, predictLabelMap } from '../../../src-main/engine/training/predictLabelMap'
import { diskCases } from '../../support/diskCases'
import { openCpuBackend } from '../../support/openCpuBackend'
import { temporaryPaths } from '../../support/temporaryPaths'

const threads = 1
const temporary = temporaryPaths()
let folderCount = 0
/** A folder that no other test uses; the training makes it. */
const freshFolder = () => temporary(`run-${folderCount++}`)
const openOnnx = async (): Promise<Backend> => createOnnxBackend({ deviceId: 'onnx-cpu', threads })

/** A training so small that the cpu backend can do it too. */
const tiny = {
  modelParams: { baseChannelCount: 2, levelCount: 2 },
  stepCount: 6,
  batchSize: 2,
  validationIntervalSteps: 2,
  checkpointIntervalSteps: 4,
}

async function train(options: Partial<NetworkTraining> & { backend: Backend; runFolder: string; change?: object }) {
  return trainNetwork({
    trainingCases: diskCases({ count: 3, side: 16, annotatedEvery: 2 }),
    validationCases: diskCases({ count: 2, side: 16, seed: 2 }),
    settings: trainingSettingsSchema.parse({ ...tiny, ...options.change }),
    signal: new AbortController().signal,
    report: () => undefined,
    measure: () => undefined,
    ...options,
  })
}

async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.\w+$/.test(name)).sort()
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))
  return Object.fromEntries(names.map((name, at) => [name, contents[at]!]))
}

describe.each([
  { name: 'TensorFlow.js cpu', open: openCpuBackend },
  { name: 'onnx-cpu', open: openOnnx },
])('training on $name', ({ open }) => {
  it('writes the same bytes for the same seed, others for another', async () => {
    const backend = await open()
    const folders = [freshFolder(), freshFolder(), freshFolder()]
    await train({ backend, runFolder: folders[0]! })
    await train({ backend, runFolder: folders[1]! })
    await train({ backend, runFolder: folders[2]!, change: { seed: 1 } })
    const [first, again, other] = await Promise.all(folders.map(filesOf))
    expect(Object.keys(first!)).toEqual(['checkpoints/latest.safetensors', 'model.json', 'model.onnx', 'training.json'])
    expect(again).toEqual(first)
    expect(other!['model.onnx']).not.toBe(first!['model.onnx'])
    await backend.dispose()
  })

  it.each([1, 2, 3, 4, 5])('stopped after step %i and resumed, ends with the bytes of one go', async (stopAfter) => {
    const backend = await open()
    const [whole, broken] = [freshFolder(), freshFolder()]
    const expected = await train({ backend, runFolder: whole })
    const stopping = new AbortController()
    const report: NetworkTraining['report'] = ({ stage, done }) => {
      if (stage === 'training' && done === stopAfter) stopping.abort()
    }
    await expect(train({ backend, runFolder: broken, signal: stopping.signal, report })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    expect(Object.keys(await filesOf(broken))).toEqual(['checkpoints/latest.safetensors', 'training.json'])
    const steps: number[] = []
    const resumed = await train({ backend, runFolder: broken, measure: ([one]) => steps.push(one!.step) })
    expect(steps[0]).toBeGreaterThanOrEqual(stopAfter)
    expect(resumed).toEqual({ ...expected, modelPath: join(broken, 'model.onnx') })
    expect(await filesOf(broken)).toEqual(await filesOf(whole))
    await backend.dispose()
  })

  it('killed between checkpoints, goes on from the last one to the same bytes', async () => {
    const backend = await open()
    const [whole, broken] = [freshFolder(), freshFolder()]
    await train({ backend, runFolder: whole })
    // What SIGKILL leaves: no checkpoint at the end, only that of step 4.
    const report: NetworkTraining['report'] = ({ stage, done }) => {
      if (stage === 'training' && done === 5) throw new Error('killed')
    }
    await expect(train({ backend, runFolder: broken, report })).rejects.toThrow('killed')
    const steps: number[] = []
    await train({ backend, runFolder: broken, measure: ([one]) => steps.push(one!.step) })
    expect(steps[0]).toBe(5)
    expect(await filesOf(broken)).toEqual(await filesOf(whole))
    await backend.dispose()
  })

  it('leaves no tensor behind', async () => {
    const backend = await open()
    await train({ backend, runFolder: freshFolder() })
    const before = tf.memory().numTensors
    await train({ backend, runFolder: freshFolder() })
    expect(tf.memory().numTensors).toBe(before)
    await backend.dispose()
  })

  it('stops when numbers run away, and keeps the last good checkpoint', async () => {
    const backend = await open()
    const runFolder = freshFolder()
    const change = { learningRate: 1e30, schedule: 'constant', checkpointIntervalSteps: 1 }
    await expect(train({ backend, runFolder, change })).rejects.toMatchObject({
      code: 'TRAINING_DIVERGED',
      message: expect.stringMatching(/At step \d of 6 .*checkpoint of step \d is kept.*lower learning rate/s) as string,
    })
    expect(Object.keys(await filesOf(runFolder))).toEqual(['checkpoints/latest.safetensors', 'training.json'])
    await backend.dispose()
  })
})

describe('training', () => {
  it('learns disks on sparse labels, and its ONNX file finds them again', async () => {
    const backend = await openOnnx()
    const runFolder = freshFolder()
    const { bestValidation, modelPath } = await train({
      backend,
      runFolder,
      trainingCases: diskCases({ count: 6, side: 32, annotatedEvery: 3 }),
      validationCases: diskCases({ count: 2, side: 32, seed: 2 }),
      change: {
        modelParams: { baseChannelCount: 8, levelCount: 3 },
        stepCount: 120,
        batchSize: 4,
        learningRate: 2e-2,
        validationIntervalSteps: 40,
      },
    })
    expect(bestValidation.metric).toBe('foreground-iou')
    expect(bestValidation.value).toBeGreaterThan(0.8)

    const model = await loadTrainedModel({ path: modelPath, deviceId: 'onnx-cpu', threads })
    const [unseen] = diskCases({ count: 1, side: 32, seed: 3 })
    const [volume, expected] = [await unseen!.loadImage(), await unseen!.loadLabels()]
    const prediction = await predictLabelMap({ model, volume })
    expect(prediction.geometry).toEqual(volume.geometry)
    for (const label of [1, 2]) {
      const both = prediction.data.filter((found, at) => found === label && expected.data[at] === label).length
      const either = prediction.data.filter((found, at) => found === label || expected.data[at] === label).length
      expect(both / either).toBeGreaterThan(0.75)
    }
    await model.dispose()
    await backend.dispose()
  })
})
