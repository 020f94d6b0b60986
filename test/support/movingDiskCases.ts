import type { CohortCase } from '../../src-main/compute/propagators/LearnedPropagator'
import { IGNORE_LABEL, type LabelMap } from '../../src-main/domain/labels/LabelMap'
import { sparsify } from '../../src-main/domain/labels/sparsify'
import { SeededRandom } from '../../src-main/domain/random/SeededRandom'
import type { Geometry } from '../../src-main/domain/volume/geometry'

const SIDE = 28
const SLICE_COUNT = 12
const geometry: Geometry = {
  size: [SIDE, SIDE, SLICE_COUNT],
  spacingMm: [1, 1, 1],
  originMm: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
}

export interface MovingDiskCase extends CohortCase {
  readonly truth: LabelMap
}

/**
 * Volumes in which a bright disk under noise moves to the right by one voxel a slice and is there from slice 2 to 9 only: going by shapes
 * alone, one key slice tells neither.
 * @param annotated slices annotated in each volume
 */
export function movingDiskCases(count: number, annotated: readonly number[]): MovingDiskCase[] {
  return Array.from({ length: count }, (_, at) => {
    const random = SeededRandom.for(at, 'moving disk')
    const [row, column] = [12 + random.integer(4), 8 + random.integer(3)]
    const data = Uint8Array.from({ length: SIDE * SIDE * SLICE_COUNT }, (__, voxel) => {
      const [i, j, k] = [voxel % SIDE, Math.floor(voxel / SIDE) % SIDE, Math.floor(voxel / SIDE ** 2)]
      return k >= 2 && k <= 9 && Math.hypot(i - column - (k - 2), j - row) < 4.5 ? 1 : 0
    })
    const image = Float32Array.from(data, (label) => 3 * label + random.normal())
    const truth: LabelMap = { geometry, data }
    const sparse =
      annotated.length === 0
        ? { geometry, data: new Uint8Array(data.length).fill(IGNORE_LABEL) }
        : sparsify({ labelMap: truth, axis: 'k', sliceIndices: annotated })
    return {
      caseId: `disk-${at}`,
      axis: 'k' as const,
      truth,
      loadImage: () => Promise.resolve({ geometry, data: image }),
      loadSparse: () => Promise.resolve(sparse),
    }
  })
}
