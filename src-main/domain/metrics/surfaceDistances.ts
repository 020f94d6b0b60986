import type { Triple } from '../volume/geometry'
import { squaredDistancesMm2 } from './distanceTransform'

/** Two masks cut to a box that holds both, `[depth, height, width]`, 1 inside and 0 outside; beyond the box there is neither. */
export interface MaskPair {
  readonly first: Uint8Array
  readonly second: Uint8Array
  /** [width, height, depth] and the spacing in the same order */
  readonly size: Triple
  readonly spacingMm: Triple
  /** False on an axis on which the whole image has one voxel: a 2D image has 4 neighbours, not 6. */
  readonly hasNeighboursOn: readonly [boolean, boolean, boolean]
}

/**
 * Distances between the borders of two masks that are not empty (contract.md §3).
 *
 * hd95Mm: the larger of the two directed 95th percentiles (linear interpolation). assdMm: the mean over both borders' distances
 * taken together.
 */
export function surfaceDistances(pair: MaskPair): { hd95Mm: number; assdMm: number } {
  const first = borderOf(pair.first, pair)
  const second = borderOf(pair.second, pair)
  const fromFirst = distancesMm(first, second, pair)
  const fromSecond = distancesMm(second, first, pair)
  const sumMm = (distances: Float64Array) => distances.reduce((sum, distance) => sum + distance, 0)
  return {
    hd95Mm: Math.max(percentile(fromFirst, 0.95), percentile(fromSecond, 0.95)),
    assdMm: (sumMm(fromFirst) + sumMm(fromSecond)) / (fromFirst.length + fromSecond.length),
  }
}

/** The mask minus its erosion by the face neighbours; what lies outside the image counts as background. */
function borderOf(mask: Uint8Array, box: Pick<MaskPair, 'size' | 'hasNeighboursOn'>): Uint8Array {
  const [width, height, depth] = box.size
  const [alongWidth, alongHeight, alongDepth] = box.hasNeighboursOn
  const border = new Uint8Array(mask.length)
  const area = width * height
  for (let slice = 0, at = 0; slice < depth; slice++)
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++, at++) {
        if (mask[at] === 0) continue
        const isInside =
          (!alongWidth || (column > 0 && column < width - 1 && mask[at - 1] !== 0 && mask[at + 1] !== 0)) &&
          (!alongHeight || (row > 0 && row < height - 1 && mask[at - width] !== 0 && mask[at + width] !== 0)) &&
          (!alongDepth || (slice > 0 && slice < depth - 1 && mask[at - area] !== 0 && mask[at + area] !== 0))
        if (!isInside) border[at] = 1
      }
  return border
}

/** From every voxel of `from` to the nearest of `to`, ascending. */
function distancesMm(from: Uint8Array, to: Uint8Array, box: Pick<MaskPair, 'size' | 'spacingMm'>): Float64Array {
  const squared = squaredDistancesMm2({ isSite: to, size: box.size, spacingMm: box.spacingMm })
  let count = 0
  for (let at = 0; at < from.length; at++) count += from[at]
  const distances = new Float64Array(count)
  for (let at = 0, next = 0; at < from.length; at++) if (from[at] !== 0) distances[next++] = Math.sqrt(squared[at])
  return distances.sort()
}

/** Linear interpolation between the two nearest ranks, as numpy.percentile does. `sorted` is ascending and not empty. */
function percentile(sorted: Float64Array, fraction: number): number {
  const rank = (sorted.length - 1) * fraction
  const below = Math.floor(rank)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (sorted[above] - sorted[below]) * (rank - below)
}
