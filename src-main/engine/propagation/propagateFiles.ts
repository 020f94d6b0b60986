import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isLearned, type CatalogPropagator } from '../../compute/propagators/LearnedPropagator'
import type { PropagatedFile, Propagation } from '../../contract/propagation'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import { parseLabelMapping } from '../../domain/labels/labelMapping'
import { sliceStatesOf } from '../../domain/labels/sliceStates'
import { filledCaseOf } from '../../domain/propagation/estimate/FilledCase'
import { meanForegroundConfidence } from '../../domain/propagation/estimate/voxelConfidence'
import type { OutsideRule, UnreachedRule } from '../../domain/propagation/rules'
import { sliceOf, sliceStackOf } from '../../domain/propagation/SliceStack'
import type { SliceAxis } from '../../domain/volume/slices'
import { sliceAxisWarnings } from '../../domain/volume/volumeWarnings'
import { writeError } from '../../io/files/fileErrors'
import { refuseOverwritingInput } from '../../io/files/refuseOverwritingInput'
import { writeLabelMap } from '../../io/formats/writeLabelMap'
import { readPropagationModel, writePropagationModel } from '../../io/models/propagationModelFile'
import type { JobContext } from '../jobs/JobRunner'
import { wireErrorOf } from '../jobs/wireErrorOf'
import { choiceIn, describeModel } from './describeModel'
import { filePairs, type PropagationFiles } from './filePairs'
import { judgeCohort, type JudgedFilling } from './judgeCohort'
import { propagateLabelMap, type PropagatedLabelMap } from './propagateLabelMap'
import { readyPropagator, type PreparedPropagator } from './readyPropagator'
import { cohortCaseOf, readImage, readSparse, usablePairs, type PairReader } from './readPair'
import { remarksOn } from './remarksOn'

export interface FilePropagation {
  readonly label: string
  readonly output: string
  readonly image?: string | undefined
  readonly entry: CatalogPropagator
  readonly params: Readonly<Record<string, unknown>>
  /** A model file of the method, instead of training. */
  readonly model?: string | undefined
  /** Where to keep what was trained. */
  readonly saveModel?: string | undefined
  readonly seed: number
  readonly deviceId?: string | undefined
  readonly threads?: number | undefined
  readonly axis: SliceAxis
  readonly outside?: OutsideRule | undefined
  readonly unreached?: UnreachedRule | undefined
  readonly ignoreValue?: number | undefined
  readonly mapping?: string | undefined
  readonly job: JobContext
}

/**
 * Makes dense label maps of sparse ones, from file to file, each whole or not at all. A method that learns is trained on all of them
 * first, unless a model is given. Of a folder, what cannot be paired, read or written is a problem; of single files it is the error.
 * @throws SlicewrightError as `filePairs`, `readyPropagator`, `propagateLabelMap` and the readers and writers; OUTPUT_EXISTS; NO_CASES
 *   where nothing of a folder could be propagated
 */
export async function propagateFiles(request: FilePropagation): Promise<Propagation> {
  const { entry, output, axis, seed, deviceId, threads, params, job } = request
  const found = await filePairs({ label: request.label, image: request.image, output })
  const mapping = request.mapping === undefined ? undefined : parseLabelMapping(request.mapping)
  const reader = { axis, mapping, ignoreValue: request.ignoreValue, signal: job.signal }
  const named = (path: string | null | undefined) => (path === null || path === undefined ? [] : [path])
  const inputs = [...found.files.flatMap(({ label, image }) => [label, ...named(image)]), ...named(request.model)]
  for (const path of [...found.files.map((each) => each.output), ...named(request.saveModel)])
    await refuseOverwritingInput({ output: path, inputs })
  refuseModelOptions(request)
  const { files, problems } =
    found.isFolder && isLearned(entry) && request.model === undefined
      ? await usablePairs({
          files: found.files,
          reader,
          needsImage: entry.needsImage,
          report: (each) => job.report(each),
        })
      : { files: found.files, problems: [] }
  if (!found.isFolder) job.report({ stage: 'reading', done: 0, total: 1, unit: 'files' })
  const prepared = await readyPropagator({
    entry,
    params,
    model: request.model === undefined ? undefined : await readPropagationModel(request.model),
    cohort: () => files.map((each) => cohortCaseOf(each, reader)),
    seed,
    device: { deviceId, threads },
    context: job,
  })
  try {
    const model = await keepModel(prepared, request)
    return await fillAll({
      request,
      prepared,
      model,
      files,
      problems: [...found.problems, ...problems],
      reader,
      isFolder: found.isFolder,
    })
  } finally {
    await prepared.close()
  }
}

async function fillAll({
  request,
  prepared,
  model,
  files,
  problems,
  reader,
  isFolder,
}: {
  request: FilePropagation
  prepared: PreparedPropagator
  model: Propagation['model']
  files: readonly PropagationFiles[]
  problems: Propagation['problems']
  reader: PairReader
  isFolder: boolean
}): Promise<Propagation> {
  const { entry, axis, outside, unreached, seed, job } = request
  const filled: { readonly files: PropagationFiles; readonly result: FilledFile }[] = []
  for (const [done, each] of files.entries()) {
    throwIfCancelled(job.signal, 'Propagation')
    if (isFolder) job.report({ stage: 'propagation', done, total: files.length, unit: 'volumes' })
    try {
      filled.push({ files: each, result: await fillOne({ files: each, request, prepared, reader, isFolder }) })
    } catch (error) {
      const { code, message } = wireErrorOf(error)
      if (!isFolder || code === 'CANCELLED') throw error
      problems.push({ path: each.label, code, message })
    }
  }
  if (filled.length === 0)
    throw new SlicewrightError(
      'NO_CASES',
      `None of the ${files.length} label maps could be propagated. ${problems.at(-1)?.path ?? ''}: ${problems.at(-1)?.message ?? ''}`,
      { details: { problems } },
    )
  const judged = await judgeCohort({
    cases: filled.map((each) => cohortCaseOf(each.files, reader)),
    fillings: filled.map(({ result }) => result.filling),
    prepared,
    outside,
    unreached,
    seed,
    job,
  })
  const cases = filled.map(({ files: { caseId, output }, result }): PropagatedFile => {
    const judgement = judged.byCase.get(caseId)
    const slices = result.slices.map((slice) => ({
      ...slice,
      confidence: judgement?.confidence[slice.sliceIndex] ?? (slice.hops === 0 ? 1 : null),
    }))
    return { caseId, output, slices, estimate: judgement?.estimate ?? null, seconds: result.seconds }
  })
  const [first] = filled
  return {
    method: entry.id,
    output: request.output,
    axis,
    outside: first.result.outside,
    unreached: first.result.unreached,
    slices: isFolder ? [] : cases[0].slices,
    cases,
    model,
    choice: prepared.model === null ? null : choiceIn(prepared.model),
    seconds: cases.reduce((sum, { seconds }) => sum + seconds, 0),
    trainingSeconds: prepared.trainingSeconds,
    warnings: isFolder ? [] : first.result.warnings,
    problems,
  }
}

interface FilledFile extends Pick<PropagatedLabelMap, 'slices' | 'outside' | 'unreached' | 'seconds'> {
  readonly filling: JudgedFilling
  readonly warnings: Propagation['warnings']
}

async function fillOne({
  files: { caseId, label, image: imagePath, output },
  request,
  prepared: { propagator, params },
  reader,
  isFolder,
}: {
  files: PropagationFiles
  request: FilePropagation
  prepared: PreparedPropagator
  reader: PairReader
  isFolder: boolean
}): Promise<FilledFile> {
  const { axis, outside, unreached, job } = request
  const { signal } = reader
  const sparse = await readSparse(label, reader)
  const image = imagePath === null ? undefined : await readImage(imagePath, signal)
  // Of many files the volumes are counted, of one its slices.
  const report: JobContext['report'] = isFolder ? () => undefined : (progress) => job.report(progress)
  const options = { sparse: sparse.labelMap, image, axis, propagator, params, outside, unreached, signal, report }
  const { dense, confidence, slices, ...rest } = await propagateLabelMap(options)
  for (const sentence of remarksOn(sparse.labelMap, axis, slices))
    job.note(isFolder ? `${caseId}: ${sentence}` : sentence)
  throwIfCancelled(signal, 'Propagation')
  report({ stage: 'writing', done: 0, total: 1, unit: 'files' })
  if (isFolder)
    await mkdir(dirname(output), { recursive: true }).catch((error: unknown) => {
      throw writeError(error, output)
    })
  await writeLabelMap({ path: output, labelMap: dense })
  report({ stage: 'writing', done: 1, total: 1, unit: 'files' })
  const states = sliceStatesOf({ labelMap: sparse.labelMap, axis })
  const stack = sliceStackOf(dense, axis)
  const certainty = confidence === null ? null : sliceStackOf({ ...dense, data: confidence }, axis)
  return {
    ...rest,
    slices,
    filling: {
      filled: filledCaseOf({ caseId, states, filled: stack }),
      agreement: states.map((state, at) =>
        certainty === null || state !== 'not-annotated'
          ? null
          : meanForegroundConfidence({ kept: sliceOf(stack, at), confidence: sliceOf(certainty, at) }),
      ),
    },
    warnings: [...sparse.warnings, ...sliceAxisWarnings(sparse.labelMap.geometry, axis)],
  }
}

/** @throws SlicewrightError DISK_FULL, WRITE_FAILED */
async function keepModel(
  { modelToKeep: model }: PreparedPropagator,
  request: FilePropagation,
): Promise<Propagation['model']> {
  if (model === null) return null
  const kept = request.model ?? request.saveModel
  if (request.saveModel !== undefined) {
    const path = request.saveModel
    await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
      throw writeError(error, path)
    })
    await writePropagationModel(path, model)
  }
  return kept === undefined ? null : describeModel(await readPropagationModel(kept))
}

function refuseModelOptions({ entry, model, saveModel }: FilePropagation): void {
  if (saveModel === undefined || (isLearned(entry) && model === undefined)) return
  throw new SlicewrightError(
    'BAD_REQUEST',
    isLearned(entry)
      ? 'Nothing is trained where a model is given, so there is none to keep. Leave --save-model or --model out.'
      : `Propagator "${entry.id}" learns nothing, so there is no model to keep. Leave --save-model out.`,
    { details: { propagator: entry.id } },
  )
}
