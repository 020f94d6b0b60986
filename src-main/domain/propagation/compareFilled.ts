import { SlicewrightError } from '../errors'
import type { InterpolationQuality } from '../experiment/results'
import { IGNORE_LABEL, type LabelMap } from '../labels/LabelMap'
import { geometryDifference } from '../volume/geometry'
import { sliceLayout, type SliceAxis } from '../volume/slices'

export type FilledScore = Pick<InterpolationQuality, 'label' | 'iouAllSlices' | 'iouUnannotatedSlices' | 'byDistance'>

/**
 * Propagated against human masks (contract.md §3, the paper's Table 3), one row a label: IoU over all voxels of all slices
 * together, over those of the unannotated slices, and the counts by distance in slices to the nearest annotated slice.
 * Voxels of `truth` that are not annotated are skipped; a voxel of `filled` left open belongs to no class.
 *
 * @param annotatedSliceIndices the slices the propagator was given, at least one
 */
export function compareFilled(options: {
  readonly truth: LabelMap
  readonly filled: LabelMap
  readonly axis: SliceAxis
  readonly annotatedSliceIndices: readonly number[]
  readonly labels: readonly number[]
}): FilledScore[] {
  const { truth, filled, axis, annotatedSliceIndices, labels } = options
  const difference = geometryDifference(truth.geometry, filled.geometry)
  if (difference !== null)
    throw new SlicewrightError('GEOMETRY_MISMATCH', `Propagated and human masks do not share a grid: ${difference}.`)
  const { sliceCount } = sliceLayout(truth.geometry.size, axis)
  const distances = Array.from({ length: sliceCount }, (_, sliceIndex) =>
    annotatedSliceIndices.reduce((nearest, each) => Math.min(nearest, Math.abs(each - sliceIndex)), sliceCount),
  )
  const counts = countBySliceAndLabel(truth, filled, axis)
  return labels.map((label) => {
    const byDistance = new Map<number, { intersectionVoxels: number; unionVoxels: number }>()
    distances.forEach((distanceSlices, sliceIndex) => {
      const at = sliceIndex * 256 + label
      const intersection = counts.intersection[at]
      const sum = byDistance.get(distanceSlices) ?? { intersectionVoxels: 0, unionVoxels: 0 }
      sum.intersectionVoxels += intersection
      sum.unionVoxels += counts.truth[at] + counts.filled[at] - intersection
      byDistance.set(distanceSlices, sum)
    })
    const rows = [...byDistance]
      .map(([distanceSlices, sum]) => ({ distanceSlices, ...sum }))
      .sort((a, b) => a.distanceSlices - b.distanceSlices)
    const unannotated = rows.filter(({ distanceSlices }) => distanceSlices > 0)
    return { label, iouAllSlices: iouOf(rows), iouUnannotatedSlices: iouOf(unannotated), byDistance: unannotated }
  })
}

function iouOf(rows: readonly { intersectionVoxels: number; unionVoxels: number }[]): number | null {
  const intersection = rows.reduce((sum, { intersectionVoxels }) => sum + intersectionVoxels, 0)
  const union = rows.reduce((sum, { unionVoxels }) => sum + unionVoxels, 0)
  return union === 0 ? null : intersection / union
}

/** Voxel counts at `sliceIndex * 256 + label`. */
function countBySliceAndLabel(truth: LabelMap, filled: LabelMap, axis: SliceAxis) {
  const { sliceCount, width, height, strides } = sliceLayout(truth.geometry.size, axis)
  const counts = {
    truth: new Float64Array(sliceCount * 256),
    filled: new Float64Array(sliceCount * 256),
    intersection: new Float64Array(sliceCount * 256),
  }
  for (let slice = 0; slice < sliceCount; slice++)
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++) {
        const at = slice * strides.slice + row * strides.height + column * strides.width
        const expected = truth.data[at]
        const found = filled.data[at]
        if (expected === IGNORE_LABEL) continue
        counts.truth[slice * 256 + expected]++
        counts.filled[slice * 256 + found]++
        if (expected === found) counts.intersection[slice * 256 + expected]++
      }
  return counts
}
