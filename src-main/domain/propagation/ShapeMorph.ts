import { addMovedInPlace, shapeFieldOf, type ShapeField } from './ShapeField'
import { unitedComponents, type SliceComponent } from './sliceComponents'
import type { SliceBox } from './signedDistancesMm'
import type { SliceStack } from './SliceStack'

/** Voxels by which a shape is moved. */
export interface Shift {
  readonly columns: number
  readonly rows: number
}

/** The shape of one thing on one key slice. */
export interface KeyShape {
  readonly component: SliceComponent
  readonly field: ShapeField
  /** Of the disk of equal area. */
  readonly radiusMm: number
}

/** One thing on its way from one key slice to the next. A side is null where the thing is not there; one side never is. */
export interface ShapeMorph {
  readonly below: KeyShape | null
  readonly above: KeyShape | null
  /** From the centre of mass below to the one above; none where a side is null. */
  readonly shift: Shift
}

const UNMOVED: Shift = { columns: 0, rows: 0 }

/** @param below @param above components that are one thing, together; empty where it is not there */
export function shapeMorphOf(options: {
  readonly below: readonly SliceComponent[]
  readonly above: readonly SliceComponent[]
  readonly stack: Pick<SliceStack, 'width' | 'height' | 'spacingMm'>
}): ShapeMorph {
  const { stack } = options
  const [below, above] = [options.below, options.above].map((components) =>
    components.length === 0 ? null : unitedComponents(components, stack.width),
  )
  const shift =
    below === null || above === null
      ? UNMOVED
      : { columns: above.centre.column - below.centre.column, rows: above.centre.row - below.centre.row }
  const keyShape = (own: SliceComponent | null, other: SliceComponent | null, moved: Shift): KeyShape | null => {
    if (own === null) return null
    const boxes = other === null ? [own.box] : [own.box, movedBox(other.box, moved)]
    const box = boxAround(boxes, stack)
    const spacingMm = [stack.spacingMm[0], stack.spacingMm[1]] as const
    const radiusMm = Math.sqrt((own.voxels.length * spacingMm[0] * spacingMm[1]) / Math.PI)
    return { component: own, field: shapeFieldOf({ shape: own, box, sliceWidth: stack.width, spacingMm }), radiusMm }
  }
  // Distances are kept exact where the other shape will come to lie once their centres meet.
  return {
    below: keyShape(below, above, { columns: -shift.columns, rows: -shift.rows }),
    above: keyShape(above, below, shift),
    shift,
  }
}

/** The smallest rectangle of the slice that holds all, and one voxel around them where the slice goes on. */
export function boxAround(
  boxes: readonly SliceBox[],
  { width, height }: Pick<SliceStack, 'width' | 'height'>,
): SliceBox {
  let [left, top, right, bottom] = [width - 1, height - 1, 0, 0]
  for (const box of boxes) {
    left = Math.min(left, box.left - 1)
    top = Math.min(top, box.top - 1)
    right = Math.max(right, box.left + box.width + 1)
    bottom = Math.max(bottom, box.top + box.height + 1)
  }
  left = Math.max(left, 0)
  top = Math.max(top, 0)
  return {
    left,
    top,
    width: Math.max(Math.min(right, width) - left, 1),
    height: Math.max(Math.min(bottom, height) - top, 1),
  }
}

/** Whole voxels that hold a box moved by fractions of one. */
export function movedBox(box: SliceBox, { columns, rows }: Shift): SliceBox {
  const left = Math.floor(box.left + columns)
  const top = Math.floor(box.top + rows)
  return {
    left,
    top,
    width: Math.ceil(box.left + columns + box.width) - left,
    height: Math.ceil(box.top + rows + box.height) - top,
  }
}

/**
 * The signed distances of a thing part of the way between its two key slices: those of both shapes, their centres laid on the
 * interpolated centre, blended linearly (Raya and Udupa 1990), then all raised or lowered by the same amount until the area is the
 * one between both (radii interpolated linearly). Blending alone loses area wherever the two outlines differ.
 *
 * @param share 0 below to 1 above
 * @param sumMm `[height, width]` of `onto`, filled with 0; changed
 */
export function blendInPlace(options: {
  readonly below: KeyShape
  readonly above: KeyShape
  readonly shift: Shift
  readonly share: number
  readonly sumMm: Float32Array
  readonly onto: SliceBox
  readonly spacingMm: readonly [number, number]
}): void {
  const { below, above, shift, share, sumMm, onto, spacingMm } = options
  const moved = (fraction: number): Shift => ({ columns: fraction * shift.columns, rows: fraction * shift.rows })
  addMovedInPlace({ sumMm, onto, field: below.field, moved: moved(share), weight: 1 - share, spacingMm })
  addMovedInPlace({ sumMm, onto, field: above.field, moved: moved(share - 1), weight: share, spacingMm })
  const roots = [Math.sqrt(below.component.voxels.length), Math.sqrt(above.component.voxels.length)]
  fitAreaInPlace(sumMm, Math.round(((1 - share) * roots[0] + share * roots[1]) ** 2), Math.min(...spacingMm))
}

/** Adds to all distances what makes `wantedVoxels` of them positive, to within a hundredth of a voxel. */
function fitAreaInPlace(distancesMm: Float32Array, wantedVoxels: number, voxelMm: number): void {
  const binMm = voxelMm / 100
  // Voxels on the side of the border that it has to move to, counted by their distance from it.
  let inside = 0
  for (let at = 0; at < distancesMm.length; at++) if (distancesMm[at] > 0) inside++
  const missing = wantedVoxels - inside
  if (missing === 0) return
  const sign = Math.sign(missing)
  const counts = new Uint32Array(4096)
  for (let at = 0; at < distancesMm.length; at++) {
    const isInside = distancesMm[at] > 0
    if (isInside === missing > 0) continue
    counts[Math.min(Math.floor(Math.abs(distancesMm[at]) / binMm), counts.length - 1)]++
  }
  let bin = 0
  for (let count = counts[0]; count < Math.abs(missing) && bin < counts.length - 1; count += counts[bin]) bin++
  const offsetMm = sign * binMm * (bin + 0.5)
  for (let at = 0; at < distancesMm.length; at++) distancesMm[at] += offsetMm
}
