import { createHash } from 'node:crypto'
import { models } from '../../catalog/models'
import type { Backend } from '../../compute/backends/Backend'
import type { ConfiguredModel } from '../../compute/models/defineModel'
import { requireMemory } from '../../compute/training/requireMemory'
import { TrainingSession } from '../../compute/training/TrainingSession'
import { SlicewrightError } from '../../domain/errors'
import type { BestValidation, TrainingIdentity } from '../../domain/experiment/trainedModel'
import type { TrainingSettings } from '../../domain/experiment/trainingSettings'
import { derivePreprocessingPlan, type PreprocessingPlan } from '../../domain/volume/preprocessingPlan'
import type { JobContext } from '../jobs/JobRunner'
import { software } from '../software'
import { claimRunFolder } from './claimRunFolder'
import { exportTrainedModel } from './exportTrainedModel'
import { fitNetwork } from './fitNetwork'
import { prepareTrainingCases, prepareValidationCases } from './prepareCases'
import { surveyCases } from './surveyCases'
import type { TrainingCase } from './TrainingCase'

export interface NetworkTraining extends Pick<JobContext, 'signal' | 'report' | 'measure'> {
  readonly backend: Backend
  readonly trainingCases: readonly TrainingCase[]
  readonly validationCases: readonly TrainingCase[]
  readonly settings: TrainingSettings
  /** Written: training.json, checkpoints/, model.onnx and model.json. Made if absent, resumed if begun. */
  readonly runFolder: string
  /** The classes to learn; default: those that occur in the training labels. */
  readonly classLabels?: readonly number[]
  /** Names by label, for the side-car. */
  readonly classNames?: Readonly<Record<number, string>>
}

export interface TrainingOutcome {
  /** Hash of everything that decides the result. */
  readonly runId: string
  readonly bestValidation: BestValidation
  /** Of the ONNX file; its side-car lies beside it. */
  readonly modelPath: string
  /** How every volume was brought to the network's door. */
  readonly preprocessing: PreprocessingPlan
  /** Slices that were trained on. */
  readonly annotatedSliceCount: number
}

/**
 * Trains one network on sparse labels and exports it. A training that was stopped, or killed, goes on from its last checkpoint
 * when it is asked for again.
 *
 * @throws SlicewrightError NO_CASES, LABEL_NOTHING_ANNOTATED, LABEL_UNEXPECTED_VALUE, GEOMETRY_MISMATCH, VOXELS_NOT_FINITE,
 *   UNKNOWN_ID, SPEC_INVALID, OUTPUT_EXISTS, TRAINING_DIVERGED, CANCELLED, DISK_FULL, WRITE_FAILED
 */
export async function trainNetwork(request: NetworkTraining): Promise<TrainingOutcome> {
  const { backend, settings, runFolder, classNames = {}, ...context } = request
  const model = models.get(settings.model).configure(settings.modelParams)
  const { pool, validation, identity } = await prepare(request, model)
  await claimRunFolder({ runFolder, identity })
  const shape = {
    batchSize: settings.batchSize,
    ...identity.preprocessing.size,
    classCount: identity.classLabels.length + 1,
  }
  const { seed, weightDecay } = settings
  const session = await TrainingSession.open({ backend, model, shape, seed, weightDecay })
  try {
    const { weights, bestValidation } = await fitNetwork({
      ...context,
      session,
      shape,
      pool,
      validation,
      settings,
      runFolder,
    })
    const modelPath = await exportTrainedModel({ runFolder, model, weights, identity, bestValidation, classNames })
    const { preprocessing, annotatedSliceCount } = identity
    return { runId: runIdOf(identity), bestValidation, modelPath, preprocessing, annotatedSliceCount }
  } finally {
    await session.dispose()
  }
}

async function prepare(request: NetworkTraining, model: ConfiguredModel) {
  const { backend, settings, trainingCases, validationCases, signal, report, classLabels } = request
  if (validationCases.length === 0)
    throw new SlicewrightError(
      'NO_CASES',
      'There are no validation cases. The best weights are chosen on them: give at least one.',
    )
  const { sliceAxis } = settings
  const survey = await surveyCases({ cases: trainingCases, sliceAxis, signal })
  const labels = [...(classLabels ?? survey.classLabels)].sort((a, b) => a - b)
  const plan = derivePreprocessingPlan({
    geometries: survey.geometries,
    sliceAxis,
    settings: settings.preprocessing,
    sizeMultiple: model.sizeMultiple,
  })
  const sliceCount = survey.annotatedSliceCount
  requireMemory({
    neededBytes: sliceCount * plan.size.width * plan.size.height * BYTES_PER_PIXEL,
    what: `${sliceCount} annotated slices`,
    advice: 'Train on fewer slices or cases, or set a smaller preprocessing.maximumSize.',
  })
  const total = trainingCases.length + validationCases.length
  const counting = (before: number) => (done: number) =>
    report({ stage: 'reading cases', done: before + done, total, unit: 'cases' })
  const common = { plan, classLabels: labels, signal }
  const training = await prepareTrainingCases(trainingCases, { ...common, report: counting(0) })
  const validating = await prepareValidationCases(validationCases, {
    ...common,
    report: counting(trainingCases.length),
  })
  const identity: TrainingIdentity = {
    software,
    library: backend.library,
    deviceId: backend.deviceId,
    threads: backend.threads,
    settings,
    model: { id: settings.model, params: { ...model.params } },
    classLabels: labels,
    preprocessing: plan,
    trainingCases: training.identities,
    validationCases: validating.identities,
    annotatedSliceCount: training.pool.length,
  }
  return { pool: training.pool, validation: validating.validation, identity }
}

/** An image and its classes stay in memory for every annotated slice, so that a step never waits for the disk. */
const BYTES_PER_PIXEL = Float32Array.BYTES_PER_ELEMENT + Uint8Array.BYTES_PER_ELEMENT

function runIdOf(identity: TrainingIdentity): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16)
}
