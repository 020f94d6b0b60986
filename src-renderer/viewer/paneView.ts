import type { Triple } from '../../src-main/domain/volume/geometry'
import type { SlicePlane } from './slicePlanes'
import { add, dot, scale, subtract } from './vectors'

/** What a pane shows: a parallel projection. Positions on screen are in CSS pixels from the upper left corner. */
export interface PaneView {
  readonly plane: SlicePlane
  /** The point in the middle of the pane, on the slice that is shown; LPS. */
  readonly centreMm: Triple
  readonly mmPerPixel: number
  readonly widthPixels: number
  readonly heightPixels: number
}

export type ScreenPoint = readonly [x: number, y: number]

export function screenToWorldMm(view: PaneView, [x, y]: ScreenPoint): Triple {
  const right = scale(view.plane.right, (x - view.widthPixels / 2) * view.mmPerPixel)
  const up = scale(view.plane.up, (view.heightPixels / 2 - y) * view.mmPerPixel)
  return add(view.centreMm, add(right, up))
}

/** Where a point is drawn; of a point off the slice, its projection. */
export function worldToScreen(view: PaneView, worldMm: Triple): ScreenPoint {
  const offset = subtract(worldMm, view.centreMm)
  return [
    view.widthPixels / 2 + dot(offset, view.plane.right) / view.mmPerPixel,
    view.heightPixels / 2 - dot(offset, view.plane.up) / view.mmPerPixel,
  ]
}

/** Room that is left around the volume, for letters and figures. */
const FIT_MARGIN_FRACTION = 0.06

/** The scale at which points spread over this much just fit. */
export function fitMmPerPixel(request: {
  plane: SlicePlane
  pointsMm: readonly Triple[]
  widthPixels: number
  heightPixels: number
}): number {
  const spread = (axis: Triple) => {
    const along = request.pointsMm.map((point) => dot(point, axis))
    return Math.max(...along) - Math.min(...along)
  }
  const room = 1 - 2 * FIT_MARGIN_FRACTION
  return Math.max(
    spread(request.plane.right) / Math.max(1, request.widthPixels * room),
    spread(request.plane.up) / Math.max(1, request.heightPixels * room),
    1e-6,
  )
}

/** The view zoomed by `factor` (above 1: nearer), with the point under `anchor` staying where it is. */
export function zoomAt(view: PaneView, anchor: ScreenPoint, factor: number): PaneView {
  const fixed = screenToWorldMm(view, anchor)
  const zoomed = { ...view, mmPerPixel: view.mmPerPixel / factor }
  return { ...zoomed, centreMm: add(view.centreMm, subtract(fixed, screenToWorldMm(zoomed, anchor))) }
}
