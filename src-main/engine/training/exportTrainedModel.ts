import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { State } from '../../compute/backends/Backend'
import { exportNetwork } from '../../compute/inference/exportNetwork'
import type { ConfiguredModel } from '../../compute/models/defineModel'
import type { BestValidation, TrainedModel, TrainingIdentity } from '../../domain/experiment/trainedModel'
import { writeFileAtomically } from '../../io/files/writeFileAtomically'

/**
 * Writes `model.onnx` and, once that is whole, its side-car `model.json` into the run folder.
 *
 * @returns the path of the ONNX file
 * @throws SlicewrightError DISK_FULL, WRITE_FAILED
 */
export async function exportTrainedModel(options: {
  runFolder: string
  model: ConfiguredModel
  weights: State
  identity: TrainingIdentity
  bestValidation: BestValidation
  classNames: Readonly<Record<number, string>>
}): Promise<string> {
  const { runFolder, model, weights, identity, bestValidation, classNames } = options
  const { classLabels, preprocessing } = identity
  const { bytes, input, output } = exportNetwork({
    model,
    weights,
    classCount: classLabels.length + 1,
    ...preprocessing.size,
  })
  const sideCar: TrainedModel = {
    formatVersion: 1,
    onnxSha256: createHash('sha256').update(bytes).digest('hex'),
    input: { name: input.name, shape: [...input.shape] },
    output: { name: output.name, shape: [...output.shape] },
    classes: [0, ...classLabels].map((label, index) => ({
      index,
      label,
      name: classNames[label] ?? defaultName(label),
    })),
    bestValidation,
    provenance: identity,
  }
  const path = join(runFolder, 'model.onnx')
  await writeFileAtomically({ path, data: bytes })
  await writeFileAtomically({
    path: join(runFolder, 'model.json'),
    data: `${JSON.stringify(sideCar, null, 2)}\n`,
  })
  return path
}

function defaultName(label: number): string {
  return label === 0 ? 'background' : `class ${label}`
}
