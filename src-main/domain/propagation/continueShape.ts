import { addMovedInPlace } from './ShapeField'
import type { KeyShape, Shift } from './ShapeMorph'
import type { SliceBox } from './signedDistancesMm'

/**
 * How a thing ends: where on the way to where it is known to be absent (1), and how bluntly (1 a cone, 2 an ellipsoid, more: a
 * cylinder). Measured on the tuning halves of hippocampus, ibsi_sts and acdc (docs/explanation of method.md G).
 */
export interface Ending {
  readonly endFraction: number
  readonly bluntness: number
}

/** Towards an annotated-empty slice, beyond the outermost key slices. */
export const OUTSIDE_ENDING: Ending = { endFraction: 0.6, bluntness: 2 }

/** Towards a key slice that shows other things, but not this. */
export const ABSENT_ENDING: Ending = { endFraction: 0.5, bluntness: 1.5 }

/** How much of the last gap's trend goes on beyond the outermost key slice: of a shrinking radius and of a moving centre. */
const TREND_SHARES = { radius: 1, shift: 0.25 }

/** The trend of the movement is followed for at most this many times the last gap. */
const FOLLOWED_GAPS = 2

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
 * @param absentHops slices from the key slice to where the thing is known to be absent; null where nothing is known (the volume ends)
 * @param sumMm `[height, width]` of `onto`, filled with 0; changed
 */
export function continueShapeInPlace(options: {
  readonly shape: KeyShape
  readonly hops: number
  readonly absentHops: number | null
  readonly ending: Ending
  readonly trend: ShapeTrend | null
  readonly sumMm: Float32Array
  readonly onto: SliceBox
  readonly spacingMm: readonly [number, number]
}): void {
  const { shape, hops, absentHops, ending, trend, sumMm, onto, spacingMm } = options
  addMovedInPlace({ sumMm, onto, field: shape.field, moved: driftOf(trend, hops), weight: 1, spacingMm })
  const way = absentHops === null ? 0 : hops / (ending.endFraction * absentHops)
  const trendMm = trend === null ? 0 : Math.max(0, -TREND_SHARES.radius * trend.radiusMmPerSlice * hops)
  const shrunkMm = trendMm + shape.field.depthMm * shrunkShare(way, ending.bluntness)
  if (shrunkMm > 0) for (let at = 0; at < sumMm.length; at++) sumMm[at] -= shrunkMm
}

/** By how many voxels a thing has moved on. */
export function driftOf(trend: ShapeTrend | null, hops: number): Shift {
  if (trend === null) return { columns: 0, rows: 0 }
  const slices = TREND_SHARES.shift * Math.min(hops, FOLLOWED_GAPS * trend.gapSlices)
  return { columns: slices * trend.shiftPerSlice.columns, rows: slices * trend.shiftPerSlice.rows }
}

/** Of its depth, on the `way` to its end (1); beyond, it goes on falling. */
function shrunkShare(way: number, bluntness: number): number {
  return way >= 1 ? way : 1 - (1 - way ** bluntness) ** (1 / bluntness)
}
