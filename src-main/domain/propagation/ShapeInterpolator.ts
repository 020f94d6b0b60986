import type { SliceStack } from './SliceStack'
import type { SliceBox } from './signedDistancesMm'

/** Where the classes of a slice should lie, going by the shapes on its key slices alone. */
export interface ShapeEstimate {
  /** The rectangle that `distancesMm` covers; outside it every class is at least as far away as at its rim. */
  readonly box: SliceBox
  /** One `[height, width]` of the box for each of the interpolator's classes: signed in-plane distance, > 0 inside, −Infinity for a class that cannot be here. */
  readonly distancesMm: readonly Float32Array[]
  /** The key slices it was made from: the nearest below and above that were not left out; one where it lies beyond the outermost. */
  readonly keySliceIndices: readonly number[]
}

/** Shape interpolation that can be asked for any slice, also with key slices left out: what fusion and calibration need. */
export interface ShapeInterpolator {
  /** Of all key slices of the stack, ascending. */
  readonly classLabels: readonly number[]
  /**
   * @param options.leaveOut key slices that are not to be looked at, for example the slice itself
   * @returns null where no key slice is left in the slice's segment
   */
  estimate(sliceIndex: number, options?: { readonly leaveOut?: ReadonlySet<number> }): ShapeEstimate | null
}

export type OpenShapeInterpolator = (options: {
  readonly stack: SliceStack
  readonly segments: readonly {
    readonly firstSliceIndex: number
    readonly lastSliceIndex: number
    readonly keySliceIndices: readonly number[]
  }[]
}) => ShapeInterpolator
