import type {
  FitCheckpoint,
  FitContext,
  CohortCase,
} from '../../../../../src-main/compute/propagators/LearnedPropagator'
import type { LabelMap } from '../../../../../src-main/domain/labels/LabelMap'
import { SeededRandom } from '../../../../../src-main/domain/random/SeededRandom'
import { IDENTITY_DIRECTION, type Geometry } from '../../../../../src-main/domain/volume/geometry'
import type { Volume } from '../../../../../src-main/domain/volume/Volume'
import { openNativeBackend } from '../../../../support/nativeBackends'

const GEOMETRY: Geometry = {
  size: [24, 24, 12],
  spacingMm: [1, 1, 2],
  originMm: [0, 0, 0],
  direction: IDENTITY_DIRECTION,
}
const AREA = GEOMETRY.size[0] * GEOMETRY.size[1]

/** A network of a few weights, so that it trains in seconds. */
export const SMALL = {
  stepCount: 60,
  neighbourSlices: 1,
  baseChannelCount: 4,
  largestSide: 32,
  batchSize: 4,
  learningRate: 0.01,
}

export interface SmallCase extends CohortCase {
  readonly truth: LabelMap
  readonly sparse: LabelMap
  readonly image: Volume
}

/** A bright tilted cylinder (class 1) in noise; it moves by half a voxel a slice. */
export function smallCase(options: {
  readonly at: number
  readonly keySliceIndices: readonly number[]
  /** Slices annotated as empty, whatever the image shows. */
  readonly emptySliceIndices?: readonly number[]
}): SmallCase {
  const { at, keySliceIndices, emptySliceIndices = [] } = options
  const random = SeededRandom.for(at, 'small cohort')
  const [left, top] = [7 + random.integer(3), 10 + random.integer(4)]
  const truth = Uint8Array.from({ length: 12 * AREA }, (_, voxel) => {
    const [i, j, k] = [voxel % 24, Math.floor(voxel / 24) % 24, Math.floor(voxel / AREA)]
    return Math.hypot(i - left - k / 2, j - top) < 4 ? 1 : 0
  })
  const image = Float32Array.from(truth, (label) => 3 * label + 0.5 * random.normal())
  const sparse = truth.map((label, voxel) => {
    const k = Math.floor(voxel / AREA)
    return emptySliceIndices.includes(k) ? 0 : keySliceIndices.includes(k) ? label : 255
  })
  const [volume, known] = [
    { data: image, geometry: GEOMETRY },
    { data: sparse, geometry: GEOMETRY },
  ]
  return {
    caseId: `case-${at}`,
    axis: 'k',
    truth: { data: truth, geometry: GEOMETRY },
    sparse: known,
    image: volume,
    loadImage: async () => volume,
    loadSparse: async () => known,
  }
}

export const KEY_SLICES = [1, 6, 10]

export function smallCohort(caseCount: number): SmallCase[] {
  return Array.from({ length: caseCount }, (_, at) => smallCase({ at, keySliceIndices: KEY_SLICES }))
}

export interface SmallContext extends FitContext {
  readonly losses: number[]
  readonly heldOutIou: { readonly step: number; readonly value: number }[]
}

/** @param cancelAtStep training is told to stop after that many steps */
export async function smallContext(
  options: { checkpoints?: Map<string, FitCheckpoint>; cancelAtStep?: number } = {},
): Promise<SmallContext> {
  const { checkpoints = new Map<string, FitCheckpoint>(), cancelAtStep } = options
  const stop = new AbortController()
  const losses: number[] = []
  const heldOutIou: SmallContext['heldOutIou'] = []
  return {
    backend: await openNativeBackend('onnx-cpu'),
    seed: 5,
    signal: stop.signal,
    losses,
    heldOutIou,
    report: ({ stage, done }) => {
      if (stage === 'training' && done === cancelAtStep) stop.abort()
    },
    measure: ({ series, step, value }) => {
      if (series === 'training-loss') losses.push(value)
      if (series === 'held-out-iou') heldOutIou.push({ step, value })
    },
    readCheckpoint: async (name) => structuredClone(checkpoints.get(name) ?? null),
    writeCheckpoint: async (name, checkpoint) => void checkpoints.set(name, structuredClone(checkpoint)),
  }
}
