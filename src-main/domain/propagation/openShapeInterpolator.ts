import { classLabelsOf } from '../labels/LabelMap'
import { continueShapeInPlace, driftOf, type ShapeTrend } from './continueShape'
import { resolveClassesInPlace } from './resolveClasses'
import type { OpenShapeInterpolator, ShapeEstimate } from './ShapeInterpolator'
import { openShapeLayers, type ShapeLayer } from './shapeLayers'
import { blendInPlace, boxAround, movedBox, type ShapeMorph } from './ShapeMorph'
import { stretchAt, type Stretch } from './shapeStretches'
import type { SliceBox } from './signedDistancesMm'
import { sliceOf, type SliceStack } from './SliceStack'
import { spreadDistancesInPlace } from './spreadDistances'

/**
 * Aligned shape interpolation (method.md G2). Between two key slices the connected regions of each class are matched; the centres of
 * matched regions are laid on each other and move linearly along the gap, while signed distances are blended. A region without a
 * partner shrinks to nothing about half way. Beyond the outermost key slices masks go on: towards an annotated-empty slice they
 * shrink to nothing a little past half way; to the volume's end they follow the trend of the last gap.
 */
export const openShapeInterpolator: OpenShapeInterpolator = ({ stack, segments }) => {
  const keySliceIndices = segments.flatMap((segment) => segment.keySliceIndices)
  const classLabels = [...new Set(keySliceIndices.flatMap((each) => classLabelsOf(sliceOf(stack, each))))].sort(
    (a, b) => a - b,
  )
  const layersBetween = openShapeLayers(stack)
  const estimate = (sliceIndex: number, leaveOut: ReadonlySet<number>): ShapeEstimate | null => {
    const segment = segments.find((each) => sliceIndex >= each.firstSliceIndex && sliceIndex <= each.lastSliceIndex)
    const stretch =
      segment === undefined ? null : stretchAt({ segment, sliceIndex, leaveOut, sliceCount: stack.sliceCount })
    if (stretch === null) return null
    const layers = layersBetween(stretch.lower, stretch.upper)
    const previous =
      stretch.kind === 'beyond' && stretch.previous !== null
        ? layersBetween(
            ...(stretch.lower === null
              ? ([stretch.upper, stretch.previous] as const)
              : ([stretch.previous, stretch.lower] as const)),
          )
        : []
    const { box, layersMm } = layersAt({ stack, layers, previous, stretch, sliceIndex })
    const nowhere = new Float32Array(0)
    const distancesMm = classLabels.map((label) => layersMm.get(label) ?? nowhere)
    resolveClassesInPlace(
      distancesMm.filter((each) => each !== nowhere),
      layersMm.get(0) ?? null,
    )
    return {
      box,
      distancesMm: distancesMm.map((each) =>
        each === nowhere ? new Float32Array(box.width * box.height).fill(-Infinity) : each,
      ),
      keySliceIndices: [stretch.lower, stretch.upper].filter((each) => each !== null),
    }
  }
  return {
    classLabels,
    estimate: (sliceIndex, { leaveOut = new Set<number>() } = {}) => estimate(sliceIndex, leaveOut),
  }
}

/** Voxels around a thing up to which it is looked at closely; farther away, it is that far away at least. */
const NEIGHBOURHOOD_VOXELS = 6

/** The smallest rectangle that holds all and some voxels around them, as far as it lies in `box`. */
function neighbourhoodOf(boxes: readonly SliceBox[], box: SliceBox): SliceBox {
  const alongAxis = (start: 'left' | 'top', size: 'width' | 'height'): [number, number] => {
    const [first, end] = [box[start], box[start] + box[size]]
    const lowest = Math.min(...boxes.map((each) => each[start])) - NEIGHBOURHOOD_VOXELS
    const highest = Math.max(...boxes.map((each) => each[start] + each[size])) + NEIGHBOURHOOD_VOXELS
    // What has drifted out of the slice is looked at from the rim.
    const from = Math.min(Math.max(lowest, first), end - 1)
    return [from, Math.max(Math.min(highest, end) - from, 1)]
  }
  const [left, width] = alongAxis('left', 'width')
  const [top, height] = alongAxis('top', 'height')
  return { left, top, width, height }
}

/** Things that are one class: at each voxel the one that is farthest in, or nearest. */
function uniteInPlace(
  layerMm: Float32Array,
  isKnown: Uint8Array,
  box: SliceBox,
  sumMm: Float32Array,
  onto: SliceBox,
): void {
  for (let row = 0, from = 0; row < onto.height; row++) {
    let at = (onto.top - box.top + row) * box.width + onto.left - box.left
    for (let column = 0; column < onto.width; column++, at++, from++) {
      if (sumMm[from] > layerMm[at]) layerMm[at] = sumMm[from]
      isKnown[at] = 1
    }
  }
}

/** The distances of every layer at one slice, by label. */
function layersAt(options: {
  readonly stack: SliceStack
  readonly layers: readonly ShapeLayer[]
  /** Of the gap before a stretch beyond the outermost key slice. */
  readonly previous: readonly ShapeLayer[]
  readonly stretch: Stretch
  readonly sliceIndex: number
}): { box: SliceBox; layersMm: Map<number, Float32Array> } {
  const { stack, layers, previous, stretch, sliceIndex } = options
  const spacingMm = [stack.spacingMm[0], stack.spacingMm[1]] as const
  const share = stretch.kind === 'between' ? (sliceIndex - stretch.lower) / (stretch.upper - stretch.lower) : 0
  const hopsBelow = stretch.lower === null ? 0 : sliceIndex - stretch.lower
  const hopsAbove = stretch.upper === null ? 0 : stretch.upper - sliceIndex
  const placed = layers.map(({ label, morphs }) => {
    const before = previous.find((layer) => layer.label === label)
    const placedMorphs = morphs.map((morph) => {
      const trend = stretch.kind === 'beyond' ? trendOf(morph, before, stretch) : null
      const { below, above, shift } = morph
      const drift = driftOf(trend, hopsBelow + hopsAbove)
      const move = (fraction: number) =>
        trend === null ? { columns: fraction * shift.columns, rows: fraction * shift.rows } : drift
      const boxes = [
        ...(below === null ? [] : [movedBox(below.field.box, move(share))]),
        ...(above === null ? [] : [movedBox(above.field.box, move(share - 1))]),
      ]
      return { morph, trend, boxes }
    })
    return { label, placedMorphs }
  })
  const box = boxAround(
    placed.flatMap(({ placedMorphs }) => placedMorphs.flatMap(({ boxes }) => boxes)),
    stack,
  )
  const layersMm = new Map<number, Float32Array>()
  for (const { label, placedMorphs } of placed) {
    const layerMm = new Float32Array(box.width * box.height).fill(-Infinity)
    const isKnown = new Uint8Array(layerMm.length)
    for (const { morph, trend, boxes } of placedMorphs) {
      // Of many things each is looked at in its neighbourhood only.
      const onto = placedMorphs.length === 1 ? box : neighbourhoodOf(boxes, box)
      const { below, above, shift } = morph
      const sumMm = new Float32Array(onto.width * onto.height)
      const target = { sumMm, onto, spacingMm }
      if (below !== null && above !== null) blendInPlace({ below, above, shift, share, ...target })
      else
        continueShapeInPlace({
          shape: (below ?? above) as NonNullable<typeof below>,
          hops: below === null ? hopsAbove : hopsBelow,
          absentHops: stretch.kind === 'between' ? stretch.upper - stretch.lower : stretch.blockHops,
          where: stretch.kind === 'between' ? 'absent' : 'outside',
          volumeEndHops: below === null ? hopsAbove + sliceIndex + 1 : hopsBelow + stack.sliceCount - sliceIndex,
          isOnlyKey: stretch.kind === 'beyond' && stretch.previous === null,
          thicknessMm: stack.spacingMm[2],
          stackMm: stack.spacingMm[2] * stack.sliceCount,
          trend,
          ...target,
        })
      uniteInPlace(layerMm, isKnown, box, sumMm, onto)
    }
    if (placedMorphs.length > 1) spreadDistancesInPlace({ distancesMm: layerMm, isKnown, box, spacingMm })
    layersMm.set(label, layerMm)
  }
  return { box, layersMm }
}

/** What the gap before says of a thing on the outermost key slice; null where it was not matched there. */
function trendOf(morph: ShapeMorph, before: ShapeLayer | undefined, stretch: Stretch): ShapeTrend | null {
  if (stretch.kind !== 'beyond' || stretch.previous === null) return null
  const isUp = stretch.lower !== null
  const own = (isUp ? morph.below : morph.above)?.component.voxels
  const gapSlices = Math.abs(stretch.previous - (isUp ? stretch.lower : stretch.upper))
  for (const { below, above, shift } of before?.morphs ?? []) {
    if (below === null || above === null || own === undefined) continue
    const { voxels } = (isUp ? above : below).component
    if (voxels.length !== own.length || voxels[0] !== own[0]) continue
    const perSlice = (isUp ? 1 : -1) / gapSlices
    return {
      shiftPerSlice: { columns: perSlice * shift.columns, rows: perSlice * shift.rows },
      radiusMmPerSlice: perSlice * (above.radiusMm - below.radiusMm),
      gapSlices,
    }
  }
  return null
}
