import type { LabelMap } from '../../domain/labels/LabelMap'
import type { Volume } from '../../domain/volume/Volume'

/** One volume and its labels, loaded when they are needed and not kept: a cohort need not fit into memory. */
export interface TrainingCase {
  readonly caseId: string
  loadImage(): Promise<Volume>
  /** 255 where not annotated. Training learns from annotated voxels, validation scores on them. */
  loadLabels(): Promise<LabelMap>
  /**
   * How much each slice counts in the loss, by slice index: less than 1 where labels are trusted less. Default 1. Looked at after the labels
   * were loaded: where they are propagated, it is known only then.
   */
  readonly sliceWeights?: readonly number[] | undefined
}
