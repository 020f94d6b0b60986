import type { CohortCase } from '../../src-main/compute/propagators/LearnedPropagator'
import { SeededRandom } from '../../src-main/domain/random/SeededRandom'
import type { LabelMap } from '../../src-main/domain/labels/LabelMap'
import type { Volume } from '../../src-main/domain/volume/Volume'
import { geometryOf, labelsOf, volumeOf } from './grids'

/** A disk (class 3) that moves over the slices by whole pixels together with the texture it lies in: smoothed noise. */
export function movingDisk(options: {
  side: number
  sliceCount: number
  seed: number
  shiftPerSlice?: [number, number]
}): {
  volume: Volume
  labelMap: LabelMap
} {
  const { side, sliceCount, seed, shiftPerSlice: [shiftX, shiftY] = [1, 0] } = options
  const geometry = geometryOf([side, side, sliceCount], [1, 1, 3])
  const random = SeededRandom.for(seed, 'texture')
  // Wide enough that nothing wraps around, whatever the direction.
  const wide = side + 2 * sliceCount * Math.max(Math.abs(shiftX), Math.abs(shiftY)) + 2
  const noise = Float32Array.from({ length: wide * wide }, () => random.normal())
  const middle = Math.floor((wide - side) / 2)
  const texture = (i: number, j: number) => {
    let sum = 0
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) sum += noise[(j + middle + dy) * wide + i + middle + dx]!
    return 100 + 30 * sum
  }
  const centre = (sliceCount - 1) / 2
  return {
    volume: volumeOf(geometry, (i, j, k) => texture(i - shiftX * k, j - shiftY * k)),
    labelMap: labelsOf(geometry, (i, j, k) =>
      Math.hypot(i - side / 2 - shiftX * (k - centre), j - side / 2 - shiftY * (k - centre)) < side / 5 ? 3 : 0,
    ),
  }
}

/** Volumes to learn correspondence from, each with its own texture and direction; nobody annotated anything. */
export function texturedCases({
  count,
  side,
  sliceCount,
}: {
  count: number
  side: number
  sliceCount: number
}): CohortCase[] {
  const directions: [number, number][] = [
    [1, 0],
    [0, 1],
    [-1, 1],
    [1, -1],
  ]
  return Array.from({ length: count }, (_, at) => {
    const shiftPerSlice = directions[at % directions.length]!
    const { volume } = movingDisk({ side, sliceCount, seed: at + 1, shiftPerSlice })
    return {
      caseId: `texture-${at}`,
      axis: 'k',
      loadImage: () => Promise.resolve(volume),
      loadSparse: () => Promise.reject(new Error('Learning from images alone must not look at labels.')),
    }
  })
}
