import type { SliceState } from '../../labels/sliceStates'
import type { SlicePlace } from './KeySliceObservation'

/**
 * Where a slice lies among annotated slices for one class: the nearest one on either side, and whether it shows the class.
 * @param options.leaveOut annotated slices that count as not annotated
 */
export function slicePlace(options: {
  readonly states: readonly SliceState[]
  readonly sliceIndex: number
  readonly label: number
  /** Whether an annotated slice shows the class. */
  readonly shows: (sliceIndex: number, label: number) => boolean
  readonly leaveOut?: ReadonlySet<number>
}): SlicePlace {
  const { states, sliceIndex, label, shows, leaveOut } = options
  const nearest = (step: 1 | -1): number | null => {
    for (let at = sliceIndex + step; at >= 0 && at < states.length; at += step)
      if (states[at] !== 'not-annotated' && leaveOut?.has(at) !== true) return at
    return null
  }
  const [below, above] = [nearest(-1), nearest(1)]
  return {
    label,
    sliceIndex,
    sliceCount: states.length,
    distanceBelow: below === null ? null : sliceIndex - below,
    distanceAbove: above === null ? null : above - sliceIndex,
    isShownBelow: below !== null && shows(below, label),
    isShownAbove: above !== null && shows(above, label),
  }
}

/** Slices to the nearest annotated slice; null where there is none. */
export function nearestDistance({
  distanceBelow,
  distanceAbove,
}: Pick<SlicePlace, 'distanceBelow' | 'distanceAbove'>): number | null {
  if (distanceBelow === null) return distanceAbove
  return distanceAbove === null ? distanceBelow : Math.min(distanceBelow, distanceAbove)
}
