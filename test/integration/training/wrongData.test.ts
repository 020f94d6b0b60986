import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { trainingSettingsSchema } from '../../../src-main/domain/experiment/trainingSettings'
import { loadTrainedModel } from '../../../src-main/engine/training/predictLabelMap'
import { trainNetwork, type NetworkTraining } from '../../../src-main/engine/training/trainNetwork'
import type { TrainingCase } from '../../../src-main/engine/training/TrainingCase'
import { diskCases } from '../../support/diskCases'
import { geometryOf, labelsOf } from '../../support/grids'
import { openCpuBackend } from '../../support/openCpuBackend'
import { temporaryFolder } from '../../support/temporaryFolder'

const [disk, other] = diskCases({ count: 2, side: 12 }) as [TrainingCase, TrainingCase]
const labelled = (label: number): TrainingCase => ({
  ...disk,
  loadLabels: async () => {
    const { geometry } = await disk.loadLabels()
    return labelsOf(geometry, () => label)
  },
})
const onAnotherGrid: TrainingCase = {
  ...disk,
  loadLabels: () => Promise.resolve(labelsOf(geometryOf([3, 3, 3]), () => 1)),
}
const allNaN: TrainingCase = {
  ...disk,
  loadImage: async () => {
    const { data, geometry } = await disk.loadImage()
    return { data: new Float32Array(data.length).fill(Number.NaN), geometry }
  },
}

async function train(change: Partial<NetworkTraining> & { runFolder?: string; settingsChange?: object }) {
  return trainNetwork({
    backend: await openCpuBackend(),
    trainingCases: [disk],
    validationCases: [other],
    settings: trainingSettingsSchema.parse({
      modelParams: { baseChannelCount: 1, levelCount: 1 },
      stepCount: 1,
      batchSize: 1,
      ...change.settingsChange,
    }),
    runFolder: temporaryFolder(),
    signal: new AbortController().signal,
    report: () => undefined,
    measure: () => undefined,
    ...change,
  })
}

describe('training refuses', () => {
  it.each<{
    what: string
    code: string
    message: RegExp
    change: Partial<NetworkTraining> & { settingsChange?: object }
  }>([
    { what: 'no training case', code: 'NO_CASES', message: /no training cases/, change: { trainingCases: [] } },
    { what: 'no validation case', code: 'NO_CASES', message: /no validation cases/, change: { validationCases: [] } },
    {
      what: 'labels without an annotated voxel',
      code: 'LABEL_NOTHING_ANNOTATED',
      message: /every voxel is 255/,
      change: { trainingCases: [labelled(255)] },
    },
    {
      what: 'empty slices only',
      code: 'LABEL_NOTHING_ANNOTATED',
      message: /no class to learn/,
      change: { trainingCases: [labelled(0)] },
    },
    {
      what: 'validation cases that show no class',
      code: 'LABEL_NOTHING_ANNOTATED',
      message: /best weights could not be chosen/,
      change: { validationCases: [labelled(0)] },
    },
    {
      what: 'labels on another grid',
      code: 'GEOMETRY_MISMATCH',
      message: /Case disks-1-0: .* different grids/,
      change: { trainingCases: [onAnotherGrid] },
    },
    { what: 'an image of NaN', code: 'VOXELS_NOT_FINITE', message: /finite/, change: { trainingCases: [allNaN] } },
    {
      what: 'a label that is no class',
      code: 'LABEL_UNEXPECTED_VALUE',
      message: /holds label 2; the classes are 1/,
      change: { classLabels: [1] },
    },
    {
      what: 'an unknown network',
      code: 'UNKNOWN_ID',
      message: /Unknown model "resnet". Known: unet-2d/,
      change: { settingsChange: { model: 'resnet' } },
    },
  ])('$what', async ({ code, message, change }) => {
    await expect(train(change)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string })
  })

  it('a run folder of another training, naming what differs', async () => {
    const runFolder = temporaryFolder()
    await train({ runFolder })
    await expect(train({ runFolder, settingsChange: { seed: 3 } })).rejects.toMatchObject({
      code: 'OUTPUT_EXISTS',
      message: expect.stringMatching(/differ in settings.seed: 0 there, 3 here\./) as string,
    })
    await expect(train({ runFolder, trainingCases: [other] })).rejects.toMatchObject({
      message: expect.stringMatching(/trainingCases\.0\.caseId: "disks-1-0" there, "disks-1-1" here/) as string,
    })
  })

  it('a damaged checkpoint', async () => {
    const runFolder = temporaryFolder()
    await train({ runFolder })
    const path = join(runFolder, 'checkpoints', 'latest.safetensors')
    writeFileSync(path, readFileSync(path).subarray(0, 100))
    await expect(train({ runFolder })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringMatching(/is damaged.*Delete it to train from the start/) as string,
    })
  })
})

describe('a trained network', () => {
  it('is refused unless both files are there and belong together', async () => {
    const runFolder = temporaryFolder()
    const { modelPath } = await train({ runFolder })
    const load = (path: string) => loadTrainedModel({ path, deviceId: 'onnx-cpu', threads: 1 })
    const inFolder = (name: string, files: Record<string, string | Buffer>) => {
      const folder = join(runFolder, name)
      mkdirSync(folder)
      for (const [file, data] of Object.entries(files)) writeFileSync(join(folder, file), data)
      return join(folder, 'model.onnx')
    }
    const [onnx, sideCar] = [readFileSync(modelPath), readFileSync(join(runFolder, 'model.json'))]

    await expect(load(join(runFolder, 'model.json'))).rejects.toMatchObject({ code: 'MODEL_INVALID' })
    await expect(load(join(runFolder, 'absent.onnx'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(load(inFolder('alone', { 'model.onnx': onnx }))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(load(inFolder('odd', { 'model.onnx': onnx, 'model.json': '{}' }))).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(/is not the side-car of a trained network/) as string,
    })
    const cut = inFolder('cut', { 'model.onnx': onnx.subarray(0, 50), 'model.json': sideCar })
    await expect(load(cut)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(/is not the file that its side-car describes/) as string,
    })
  })
})
