import type { SliceDescriptors } from '../../domain/selection/descriptors/SliceDescriptors'
import type { DescriptorScope } from '../../domain/selection/descriptorParams'
import type { Volume } from '../../domain/volume/Volume'
import type { SliceAxis } from '../../domain/volume/slices'
import type { Backend } from '../backends/Backend'
import type { CohortCase, FitContext, PropagationModel } from '../propagators/LearnedPropagator'

/** A volume whose slices are described or learned from, read when asked for. */
export type DescribableVolume = Pick<CohortCase, 'caseId' | 'axis' | 'loadImage'>

export interface DescriberContext extends Pick<
  FitContext,
  'seed' | 'signal' | 'report' | 'measure' | 'readCheckpoint' | 'writeCheckpoint'
> {
  /** Opened when first asked for; whoever made the context disposes it. */
  backend(): Promise<Backend>
  /** Whether descriptors are compared within one volume, or must be alike in all. */
  readonly scope: DescriptorScope
  /** Of one that takes a `propagation-model`. */
  readonly propagationModel?: PropagationModel | undefined
  /** Of one that takes an `onnx-file`. */
  readonly onnxBytes?: Uint8Array | undefined
}

/** Describes volumes, one after another. Whoever opens it closes it. */
export interface OpenDescriber {
  /** @throws SlicewrightError CANCELLED within half a second, MODEL_INVALID */
  describe(request: { volume: Volume; axis: SliceAxis; signal: AbortSignal }): Promise<SliceDescriptors>
  close(): Promise<void>
}

/** Makes one vector of every slice: what policies that look at the images compare. */
export interface SliceDescriber {
  readonly id: string
  readonly label: string
  readonly description: string
  readonly source: string
  /** What the parameter `descriptorModel` names. */
  readonly takes: 'nothing' | 'propagation-model' | 'onnx-file'
  /** Trained on the volumes first: its descriptors depend on all of them and on the seed. */
  readonly learnsFromPool: boolean
  /** Whether what is compared over a data set is described otherwise than what is compared within a volume. */
  readonly dependsOnScope: boolean
  /** So quick that a form need not wait for a job where there are few volumes. */
  readonly isQuick: boolean
  /**
   * Trains where there is something to learn, going on from the context's checkpoint.
   * @throws SlicewrightError NO_CASES, MODEL_INVALID, TRAINING_DIVERGED, CANCELLED
   */
  open(pool: readonly DescribableVolume[], context: DescriberContext): Promise<OpenDescriber>
}
