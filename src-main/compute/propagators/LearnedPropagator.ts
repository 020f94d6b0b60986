import type { z } from 'zod'
import type { LabelMap } from '../../domain/labels/LabelMap'
import type { Propagator, PropagatorFacts } from '../../domain/propagation/Propagator'
import type { SliceAxis } from '../../domain/volume/slices'
import type { Volume } from '../../domain/volume/Volume'
import type { Backend, State } from '../backends/Backend'

/** A volume of the project, read when asked for: nobody holds all of them. */
export interface CohortCase {
  readonly caseId: string
  readonly axis: SliceAxis
  loadImage(): Promise<Volume>
  /** On the image's grid, 255 where not annotated; every voxel 255 where nobody annotated anything. */
  loadSparse(): Promise<LabelMap>
}

/** What a training is resumed from: weights and optimiser state, and small numbers. */
export interface FitCheckpoint {
  readonly state: State
  readonly facts: Readonly<Record<string, unknown>>
}

export interface FitContext {
  readonly backend: Backend
  /** Initial weights, batches, augmentation. The same seed gives the same model on the same device. */
  readonly seed: number
  readonly signal: AbortSignal
  report(progress: { stage: string; done: number; total: number; unit: string }): void
  /** A point of a curve to look at while it trains, e.g. series `training-loss`. */
  measure(measurement: { series: string; step: number; value: number }): void
  /** One slot for each name; null where there is none. Written whole or not at all. */
  readCheckpoint(name: string): Promise<FitCheckpoint | null>
  writeCheckpoint(name: string, checkpoint: FitCheckpoint): Promise<void>
}

/** What a learned propagator knows: kept as one file, used on other volumes and in other projects. */
export interface PropagationModel {
  /** Id of the propagator that made it and can read it. */
  readonly method: string
  /** All settings, defaults filled in. */
  readonly params: Readonly<Record<string, unknown>>
  readonly weights: State
  /** The propagator's own: canvas, classes, calibration …; plain JSON. It checks it when it opens the model. */
  readonly facts: Readonly<Record<string, unknown>>
}

/** A propagator with its model on a device. Whoever opens it closes it. */
interface ReadyPropagator {
  readonly propagator: Propagator
  close(): Promise<void>
}

/** A propagator that learns from the project's volumes before it fills any. */
export interface LearnedPropagator extends PropagatorFacts {
  readonly kind: Propagator['kind']
  readonly params: z.ZodObject
  /**
   * Trains, going on from the context's checkpoints where there are any. `CANCELLED` leaves a checkpoint behind.
   * @throws SlicewrightError NO_CASES, LABEL_NOTHING_ANNOTATED, BAD_REQUEST (params), TRAINING_DIVERGED
   */
  fit(cases: readonly CohortCase[], params: unknown, context: FitContext): Promise<PropagationModel>
  /** @throws SlicewrightError MODEL_INVALID for a model of another method or version */
  open(model: PropagationModel, options: { readonly backend: Backend }): Promise<ReadyPropagator>
}

/** As the catalog lists it. */
export type CatalogPropagator = Propagator | LearnedPropagator

export function isLearned(propagator: CatalogPropagator): propagator is LearnedPropagator {
  return propagator.learnsFrom !== 'nothing'
}
