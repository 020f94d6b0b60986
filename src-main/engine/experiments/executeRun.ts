import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backend } from '../../compute/backends/Backend'
import type { CohortCase } from '../../compute/propagators/LearnedPropagator'
import type { Measurement } from '../../contract/jobs'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import { runResultSchema, type RunResult } from '../../domain/experiment/results'
import { trainingSettingsSchema, type TrainingSettings } from '../../domain/experiment/trainingSettings'
import { scoreCase, type CaseClassScore } from '../../domain/metrics/scoreCase'
import { summariseScores } from '../../domain/metrics/summariseScores'
import type { PreprocessingPlan } from '../../domain/volume/preprocessingPlan'
import { writeLabelMap } from '../../io/formats/writeLabelMap'
import type { JobContext } from '../jobs/JobRunner'
import { loadTrainedModel, predictLabelMap } from '../training/predictLabelMap'
import type { TrainingCase } from '../training/TrainingCase'
import { trainNetwork, type TrainingOutcome, type NetworkTraining } from '../training/trainNetwork'
import { loadDenseLabels, loadImage } from './caseVoxels'
import { keepPacked } from './keepPacked'
import { makeTrainingLabels, sparseTrainingLabels } from './makeTrainingLabels'
import type { ExperimentPlan, ExperimentRunPlan } from './planExperiment'
import { prepareFolder, writeJson, writeRunResult } from './runFiles'
import { RunMetrics } from './RunMetrics'
import { RunPropagator } from './RunPropagator'
import { predictionDeviceOf } from '../training/predictionDeviceOf'

export interface ExecuteRunRequest {
  readonly plan: ExperimentPlan
  readonly run: ExperimentRunPlan
  readonly backend: Backend
  readonly runFolder: string
  /** Of runs whose propagator is the same (`runsWithItsPropagator`). */
  readonly lenderFolders: readonly string[]
  readonly context: Pick<JobContext, 'signal' | 'report' | 'measure'>
}

/**
 * One run from its labels to its result.json: sparse labels, training (which goes on from its checkpoint if there is one), then
 * every test volume predicted and scored densely. Evaluation is short, so an interrupted one starts again.
 */
export async function executeRun(
  request: ExecuteRunRequest,
): Promise<{ result: RunResult; preprocessing: PreprocessingPlan }> {
  const { run, backend, runFolder, context } = request
  await prepareFolder(runFolder)
  await writeJson(join(runFolder, 'run.json'), { runId: run.runId, cellId: run.cell.cellId, identity: run.identity })
  const metrics = await RunMetrics.open(runFolder)
  const propagator = runPropagatorOf(request)
  const training = {
    backend,
    ...trainingDataOf({ ...request, propagator }),
    settings: trainingSettingsOf(request),
    runFolder,
    ...context,
    measure: (measurements: readonly Measurement[]) => {
      metrics.append(measurements)
      context.measure(measurements)
    },
  }
  const trained = await trainOrResume(training).finally(async () => {
    await metrics.close()
    await propagator.close()
  })
  const cases = await evaluateRun(request, trained.modelPath)
  const result = runResultSchema.parse({
    runId: run.runId,
    cellId: run.cell.cellId,
    configuration: run.configuration,
    isDenseReference: run.cell.isDenseReference,
    nominalBudgetSlices: run.nominalBudgetSlices,
    annotatedSliceCount: run.annotatedSliceCount,
    trainingCaseIds: run.trainingCases.map(({ record }) => record.caseId),
    bestValidation: trained.bestValidation,
    cases,
    ...summariseScores(cases),
  })
  await writeRunResult(runFolder, result)
  await rm(join(runFolder, 'checkpoints'), { recursive: true, force: true })
  return { result, preprocessing: trained.preprocessing }
}

/** Lets go of a half-done training: the next attempt starts from nothing. */
export async function forgetTraining(runFolder: string): Promise<void> {
  await rm(join(runFolder, 'checkpoints'), { recursive: true, force: true })
  await rm(join(runFolder, 'training.json'), { force: true })
}

/** The same run begun by another version of the program cannot be gone on with: it starts again. */
async function trainOrResume(request: NetworkTraining): Promise<TrainingOutcome> {
  try {
    return await trainNetwork(request)
  } catch (error) {
    if (!(error instanceof SlicewrightError) || error.code !== 'OUTPUT_EXISTS') throw error
    await forgetTraining(request.runFolder)
    return trainNetwork(request)
  }
}

/** The cases as the trainer takes them: training labels as the budget allows, validation labels dense. */
export function trainingDataOf({
  plan,
  run,
  context: { signal },
  propagator,
}: Pick<ExecuteRunRequest, 'plan' | 'run' | 'context'> & { readonly propagator: RunPropagator }) {
  return {
    classLabels: plan.classLabels,
    classNames: plan.dataset.classNames,
    trainingCases: run.trainingCases.map((each): TrainingCase => {
      let sliceWeights: readonly number[] | undefined
      return {
        caseId: each.record.caseId,
        loadImage: () => loadImage(each, signal),
        loadLabels: keepPacked(async () => {
          const made = await makeTrainingLabels({
            caseId: each.record.caseId,
            dense: await loadDenseLabels(each, signal),
            loadImage: () => loadImage(each, signal),
            sliceAxis: plan.sliceAxis,
            configuration: run.configuration,
            ready: () => propagator.ready(),
            interpolatedWeight: plan.spec.interpolatedWeight,
            signal,
          })
          sliceWeights = made.sliceWeights
          return made.labelMap
        }),
        get sliceWeights() {
          return sliceWeights
        },
      }
    }),
    validationCases: plan.validationCases.map((each) => ({
      caseId: each.record.caseId,
      loadImage: () => loadImage(each, signal),
      loadLabels: () => loadDenseLabels(each, signal),
    })),
  }
}

/** What fills in the slices of a run's volumes. Whoever asks for it closes it. */
export function runPropagatorOf(
  request: Omit<ExecuteRunRequest, 'context'> & { readonly context: Pick<JobContext, 'signal' | 'report'> },
): RunPropagator {
  const { plan, run, backend, runFolder, lenderFolders, context } = request
  const { signal } = context
  const { configuration } = run
  const { sliceAxis } = plan
  const cohort = run.trainingCases.map((each): CohortCase => ({
    caseId: each.record.caseId,
    axis: sliceAxis,
    loadImage: () => loadImage(each, signal),
    loadSparse: async () => {
      const dense = await loadDenseLabels(each, signal)
      return sparseTrainingLabels({
        caseId: each.record.caseId,
        dense,
        loadImage: () => loadImage(each, signal),
        sliceAxis,
        configuration,
      })
    },
  }))
  const { seed, propagator } = configuration
  return new RunPropagator({ method: propagator, cohort, seed, backend, runFolder, lenderFolders, context })
}

export function trainingSettingsOf({ plan, run }: Pick<ExecuteRunRequest, 'plan' | 'run'>): TrainingSettings {
  const { model, seed } = run.configuration
  return trainingSettingsSchema.parse({ ...plan.spec.training, model, seed, sliceAxis: plan.sliceAxis })
}

interface ScoredCase {
  readonly caseId: string
  readonly classes: readonly CaseClassScore[]
}

/** Every test case predicted and scored, in the order of the plan. */
export async function evaluateRun(
  { plan, backend, runFolder, context }: Pick<ExecuteRunRequest, 'plan' | 'backend' | 'runFolder' | 'context'>,
  modelPath: string,
): Promise<ScoredCase[]> {
  const { signal, report } = context
  const predictionFolder = join(runFolder, 'predictions')
  if (plan.spec.keepPredictions) await prepareFolder(predictionFolder)
  const model = await loadTrainedModel({
    path: modelPath,
    deviceId: predictionDeviceOf(backend.deviceId),
    threads: backend.threads,
  })
  try {
    const cases: ScoredCase[] = []
    for (const each of plan.testCases) {
      throwIfCancelled(signal, 'The experiment')
      const { caseId } = each.record
      report({ stage: 'evaluation', done: cases.length, total: plan.testCases.length, unit: 'cases' })
      const prediction = await predictLabelMap({ model, volume: await loadImage(each, signal), signal })
      if (plan.spec.keepPredictions)
        await writeLabelMap({ path: join(predictionFolder, `${caseId}.nii.gz`), labelMap: prediction })
      const reference = await loadDenseLabels(each, signal)
      cases.push({ caseId, classes: scoreCase({ reference, prediction, labels: plan.classLabels }) })
    }
    return cases
  } finally {
    await model.dispose()
  }
}
