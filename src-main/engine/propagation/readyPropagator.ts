import { z } from 'zod'
import type { Backend } from '../../compute/backends/Backend'
import { openBackend } from '../../compute/openBackend'
import {
  isLearned,
  type CatalogPropagator,
  type CohortCase,
  type FitContext,
} from '../../compute/propagators/LearnedPropagator'
import { SlicewrightError } from '../../domain/errors'
import type { Propagator } from '../../domain/propagation/Propagator'
import type { PropagationModelContent } from '../../io/models/propagationModelFile'
import type { JobContext } from '../jobs/JobRunner'
import { software } from '../software'
import { passingCheckpoints } from './FitCheckpoints'
import { withoutCaseIds } from './withoutCaseIds'

export interface PropagatorRequest {
  /** As the catalog lists it: looked up by whoever was given an id. */
  readonly entry: CatalogPropagator
  readonly params: Readonly<Record<string, unknown>>
  /** Of a propagator that learns: this one instead of training. */
  readonly model?: PropagationModelContent | undefined
  /** What it is trained on; asked for only if it is. */
  readonly cohort: () => readonly CohortCase[] | Promise<readonly CohortCase[]>
  readonly seed: number
  /** A device that is open already, and stays so; or which one to open. */
  readonly device:
    { readonly backend: Backend } | { readonly deviceId?: string | undefined; readonly threads?: number | undefined }
  /** For people; left out, from the method and the number of volumes. */
  readonly name?: string | undefined
  /** Left out: a training that is stopped begins anew. */
  readonly checkpoints?: Pick<FitContext, 'readCheckpoint' | 'writeCheckpoint'> | undefined
  readonly context: Pick<JobContext, 'signal' | 'report' | 'measure'>
}

/** A propagator that can fill label maps now. Whoever asked for it closes it. */
export interface PreparedPropagator {
  readonly propagator: Propagator
  /** What the propagator is called with: what a model was trained with is within it. */
  readonly params: Readonly<Record<string, unknown>>
  /** Of one that learned. */
  readonly model: PropagationModelContent | null
  /** The same as it may be written to a file: no case id in it. */
  readonly modelToKeep: PropagationModelContent | null
  /** null where nothing was trained. */
  readonly trainingSeconds: number | null
  close(): Promise<void>
}

/**
 * Makes a propagator ready: one that learns nothing is so already, one that learns opens its model or is trained first. It does not wait
 * for its turn to compute: whoever calls it has that.
 *
 * @throws SlicewrightError BAD_REQUEST (parameters; a model for a method that has none), MODEL_INVALID (a model of another method),
 *   DEVICE_UNAVAILABLE, NO_CASES, LABEL_NOTHING_ANNOTATED, TRAINING_DIVERGED
 * @throws CancelledError within half a second of the signal; what was trained so far is in the checkpoints
 */
export async function readyPropagator(request: PropagatorRequest): Promise<PreparedPropagator> {
  const { entry, params, model, device, context } = request
  if (!isLearned(entry)) {
    if (model !== undefined)
      throw new SlicewrightError(
        'BAD_REQUEST',
        `Propagator "${entry.id}" learns nothing, so it takes no model; the one given is of "${model.method}". Leave the model out, or choose that method.`,
        { details: { propagator: entry.id, model: model.method } },
      )
    return {
      propagator: entry,
      params,
      model: null,
      modelToKeep: null,
      trainingSeconds: null,
      close: () => Promise.resolve(),
    }
  }
  if (model !== undefined && model.method !== entry.id)
    throw new SlicewrightError(
      'MODEL_INVALID',
      `The model was trained for "${model.method}"; a model of "${entry.id}" was expected. Choose that method, or another model.`,
      { details: { found: model.method, expected: entry.id } },
    )
  const isOwn = !('backend' in device)
  const backend = isOwn ? await openBackend({ ...device, signal: context.signal }) : device.backend
  const letGo = async () => {
    if (isOwn) await backend.dispose()
  }
  try {
    const trained =
      model === undefined ? await fit({ ...request, entry, backend }) : { model, modelToKeep: model, seconds: null }
    const ready = await entry.open(trained.model, { backend })
    return {
      propagator: ready.propagator,
      params: model === undefined ? {} : params,
      model: trained.model,
      modelToKeep: trained.modelToKeep,
      trainingSeconds: trained.seconds,
      close: () => ready.close().finally(letGo),
    }
  } catch (error) {
    await letGo()
    throw error
  }
}

/**
 * Trains a propagator on a device that is open.
 * @throws as `readyPropagator`
 */
async function fit({
  entry,
  params,
  cohort,
  seed,
  backend,
  name,
  checkpoints,
  context,
}: PropagatorRequest & {
  entry: Extract<CatalogPropagator, { fit: unknown }>
  backend: Backend
}): Promise<{ model: PropagationModelContent; modelToKeep: PropagationModelContent; seconds: number }> {
  const begunAtMs = performance.now()
  const cases = await cohort()
  const { method, weights, facts, ...made } = await entry.fit(cases, params, {
    ...(checkpoints ?? passingCheckpoints()),
    backend,
    seed,
    signal: context.signal,
    report: (progress) => context.report(progress),
    measure: (measurement) => context.measure([measurement]),
  })
  const origin = {
    seed,
    caseCount: cases.length,
    deviceId: backend.deviceId,
    threads: backend.threads,
    library: backend.library,
    software: `${software.name} ${software.version}`,
  }
  const volumes = cases.length === 1 ? '1 volume' : `${cases.length} volumes`
  const model: PropagationModelContent = {
    name: name ?? `${entry.label}, ${volumes}`,
    method,
    learnsFrom: entry.learnsFrom,
    params: { ...made.params },
    facts: { ...facts },
    origin,
    weights,
  }
  const caseIds = cases.map(({ caseId }) => caseId)
  const keptFacts = z.record(z.string(), z.unknown()).parse(withoutCaseIds(model.facts, caseIds))
  return {
    model,
    modelToKeep: { ...model, facts: keptFacts },
    seconds: (performance.now() - begunAtMs) / 1000,
  }
}
