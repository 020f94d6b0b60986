import { addMovedInPlace } from './ShapeField'
import type { KeyShape, Shift } from './ShapeMorph'
import type { SliceBox } from './signedDistancesMm'

/** How things go on where no key slice confirms them. Measured on the tuning halves of hippocampus, ibsi_sts and acdc. */
const CONTINUATION = {
  /** Where a thing ends on the way to an annotated-empty slice or to a key slice that shows other things. */
  endFraction: 0.5,
  /** Outside, on top of that, in slices: a slice shows what lies within half its thickness. It counts where the way is short. */
  endSlices: { outside: 0.5, absent: 0 },
  /** 1 a cone, 2 an ellipsoid, more: a cylinder. */
  bluntness: { outside: 2, absent: 1.5 },
  /** Where nothing is annotated up to the volume's end, a thing ends there, or this many of its radii away if that is nearer. */
  radiiToEnd: 0.8,
  /** How much of the last gap's trend goes on: of a shrinking radius and of a moving centre. */
  trendShare: { radius: 1, shift: 0.25 },
  /** The trend of the movement is followed for at most this many times the last gap. */
  followedGaps: 2,
}

/** What the gap before says of a thing: by how much it moves and grows with every slice, going on in the same direction. */
export interface ShapeTrend {
  readonly shiftPerSlice: Shift
  readonly radiusMmPerSlice: number
  readonly gapSlices: number
}

/**
 * The signed distances of a thing that one key slice shows and nothing beyond it confirms.
 *
 * @param hops slices from the key slice
 * @param absentHops slices from the key slice to one that lacks the thing; null where nothing is known up to the volume's end
 * @param volumeEndHops slices from the key slice to the first beyond the volume
 * @param isOnlyKey nothing else is annotated up to the next annotated-empty slice or the volume's end, on either side
 * @param thicknessMm from slice to slice
 * @param stackMm what all slices measure together
 * @param sumMm `[height, width]` of `onto`, filled with 0; changed
 */
export function continueShapeInPlace(options: {
  readonly shape: KeyShape
  readonly hops: number
  readonly absentHops: number | null
  readonly volumeEndHops: number
  readonly where: 'outside' | 'absent'
  readonly isOnlyKey: boolean
  readonly trend: ShapeTrend | null
  readonly sumMm: Float32Array
  readonly onto: SliceBox
  readonly spacingMm: readonly [number, number]
  readonly thicknessMm: number
  readonly stackMm: number
}): void {
  const { shape, hops, where, trend, sumMm, onto, spacingMm } = options
  addMovedInPlace({ sumMm, onto, field: shape.field, moved: driftOf(trend, hops), weight: 1, spacingMm })
  const { bluntness, trendShare } = CONTINUATION
  const endHops = endHopsOf(options)
  const trendMm = trend === null ? 0 : Math.max(0, -trendShare.radius * trend.radiusMmPerSlice * hops)
  const shrunkMm = trendMm + shape.field.depthMm * shrunkShare(hops / endHops, bluntness[where])
  if (shrunkMm > 0) for (let at = 0; at < sumMm.length; at++) sumMm[at] -= shrunkMm
}

/** Slices from the key slice to where the thing ends. */
function endHopsOf(options: Omit<Parameters<typeof continueShapeInPlace>[0], 'sumMm'>): number {
  const { shape, absentHops, volumeEndHops, where, isOnlyKey, thicknessMm, stackMm } = options
  const { endFraction, endSlices, radiiToEnd } = CONTINUATION
  if (absentHops !== null) return endFraction * absentHops + endSlices[where]
  // A stack lower than the thing is wide lies within it, or its header is wrong about the slices: no reason to end anywhere.
  if (isOnlyKey && 2 * shape.radiusMm >= stackMm) return Infinity
  return Math.min(volumeEndHops, Math.max((radiiToEnd * shape.radiusMm) / thicknessMm, 1))
}

/** By how many voxels a thing has moved on. */
export function driftOf(trend: ShapeTrend | null, hops: number): Shift {
  if (trend === null) return { columns: 0, rows: 0 }
  const slices = CONTINUATION.trendShare.shift * Math.min(hops, CONTINUATION.followedGaps * trend.gapSlices)
  return { columns: slices * trend.shiftPerSlice.columns, rows: slices * trend.shiftPerSlice.rows }
}

/** Of its depth, on the `way` to its end (1); beyond, it goes on falling. */
function shrunkShare(way: number, bluntness: number): number {
  return way >= 1 ? way : 1 - (1 - way ** bluntness) ** (1 / bluntness)
}
