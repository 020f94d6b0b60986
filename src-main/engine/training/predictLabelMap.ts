import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { loadOnnxModel, type OnnxModel } from '../../compute/backends/onnx/loadOnnxModel'
import type { SessionOptions } from '../../compute/backends/onnx/session'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import { trainedModelSchema, type TrainedModel } from '../../domain/experiment/trainedModel'
import { mostProbableClasses } from '../../domain/labels/mostProbableClasses'
import type { LabelMap } from '../../domain/labels/LabelMap'
import { imagePreprocessor, restoreLabelMap } from '../../domain/volume/preprocessSlices'
import { sliceLayout } from '../../domain/volume/slices'
import type { Volume } from '../../domain/volume/Volume'
import { readError } from '../../io/files/fileErrors'
import type { JobContext } from '../jobs/JobRunner'

/** A trained network, open on a device. Whoever loads it disposes it. */
export interface LoadedModel {
  readonly description: TrainedModel
  readonly network: OnnxModel
  dispose(): Promise<void>
}

/**
 * Opens `model.onnx` with the side-car `model.json` that lies beside it under the same name.
 *
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE; MODEL_INVALID if the two are not what `train` wrote together;
 *   DEVICE_UNAVAILABLE
 */
export async function loadTrainedModel({ path, ...session }: { path: string } & SessionOptions): Promise<LoadedModel> {
  if (!path.endsWith('.onnx'))
    throw new SlicewrightError('MODEL_INVALID', `${path} is not an .onnx file. Give the model.onnx that train wrote.`, {
      details: { path },
    })
  const bytes = await readWhole(path)
  const description = await readSideCar(path.replace(/\.onnx$/, '.json'))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (sha256 !== description.onnxSha256)
    throw new SlicewrightError(
      'MODEL_INVALID',
      `${path} is not the file that its side-car describes: its SHA-256 is ${sha256}, expected ${description.onnxSha256}. Take both from the same run.`,
      { details: { path, found: sha256, expected: description.onnxSha256 } },
    )
  const network = await loadOnnxModel(bytes, session)
  return { description, network, dispose: () => network.dispose() }
}

/**
 * A dense label map on the volume's stored grid: each pixel's most probable class, brought back by nearest pixel.
 *
 * @throws SlicewrightError VOXELS_NOT_FINITE, CANCELLED
 */
export async function predictLabelMap(options: {
  model: LoadedModel
  volume: Volume
  signal?: AbortSignal
  report?: JobContext['report']
}): Promise<LabelMap> {
  const { model, volume, signal, report } = options
  const { input, output, classes, provenance } = model.description
  const plan = provenance.preprocessing
  const { sliceCount } = sliceLayout(volume.geometry.size, plan.sliceAxis)
  const imageOf = imagePreprocessor({ volume, plan })
  const canvases: Uint8Array[] = []
  for (let sliceIndex = 0; sliceIndex < sliceCount; sliceIndex++) {
    throwIfCancelled(signal, 'The prediction')
    const results = await model.network.run({ [input.name]: { shape: input.shape, data: imageOf(sliceIndex) } })
    const { data: probabilities } = results[output.name]
    canvases.push(mostProbableClasses({ probabilities, classCount: classes.length, layout: 'channels-first' }))
    report?.({ stage: 'predicting', done: canvases.length, total: sliceCount, unit: 'slices' })
  }
  const classLabels = classes.slice(1).map(({ label }) => label)
  return restoreLabelMap({ canvases, geometry: volume.geometry, plan, classLabels })
}

async function readSideCar(path: string): Promise<TrainedModel> {
  const text = new TextDecoder().decode(await readWhole(path))
  try {
    return trainedModelSchema.parse(JSON.parse(text))
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : 'it is not JSON'
    throw new SlicewrightError(
      'MODEL_INVALID',
      `${path} is not the side-car of a trained network: ${reason}. Take model.onnx and model.json from the same run.`,
      { cause, details: { path } },
    )
  }
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    throw readError(error, path)
  }
}
