import { IGNORE_LABEL } from '../../src-main/domain/labels/LabelMap'
import { SeededRandom } from '../../src-main/domain/random/SeededRandom'
import type { TrainingCase } from '../../src-main/engine/training/TrainingCase'
import { geometryOf, labelsOf, volumeOf } from './grids'

/**
 * Made-up volumes of slices with one bright disk (label 1) and one dark one (label 2) in noise, at random places and radii. The
 * outermost two slices are empty.
 *
 * @param options.annotatedEvery 1 is dense; otherwise slices between are 255
 */
export function diskCases(options: {
  count: number
  side: number
  sliceCount?: number
  annotatedEvery?: number
  seed?: number
}): TrainingCase[] {
  const { count, side, sliceCount = 6, annotatedEvery = 1, seed = 1 } = options
  return Array.from({ length: count }, (_, at) => {
    const random = SeededRandom.for(seed, 'disks', at)
    // Sizes differ a little, so that padding is exercised.
    const geometry = geometryOf([side - random.integer(3), side - random.integer(3), sliceCount], [1, 1, 3])
    const radius = side * (0.14 + 0.06 * random.uniform())
    const centre = () => side * (0.25 + 0.5 * random.uniform())
    const bright = { x: centre(), y: side * 0.25 }
    const dark = { x: centre(), y: side * 0.7 }
    const inside = (disk: { x: number; y: number }, i: number, j: number) =>
      Math.hypot(i - disk.x, j - disk.y) <= radius
    const label = (i: number, j: number, k: number) =>
      k === 0 || k === sliceCount - 1 ? 0 : inside(bright, i, j) ? 1 : inside(dark, i, j) ? 2 : 0
    const volume = volumeOf(geometry, (i, j, k) => [100, 160, 40][label(i, j, k)]! + 15 * random.normal())
    const labelMap = labelsOf(geometry, (i, j, k) => ((k + at) % annotatedEvery === 0 ? label(i, j, k) : IGNORE_LABEL))
    return {
      caseId: `disks-${seed}-${at}`,
      loadImage: () => Promise.resolve(volume),
      loadLabels: () => Promise.resolve(labelMap),
    }
  })
}
