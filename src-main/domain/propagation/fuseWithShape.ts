import type { ShapeEstimate } from './ShapeInterpolator'
import type { SliceBox } from './signedDistancesMm'

/** Log-odds for each pixel of distance from the border that shapes alone put there, right beside a key slice. */
const LOGITS_PER_PIXEL = 10
/** No distance says more than this. */
const LARGEST_LOGIT = 30
/** How fast shapes lose their say: doubling the distance costs 2⁴ (measured on tuning halves; docs/decisions/0014-cohort-fusion.md). */
const DECAY_POWER = 4

/**
 * Distance of a slice from its key slices as far as shape interpolation is concerned, in slices: half the harmonic mean of both sides
 * between two key slices, the distance itself beyond them.
 */
export function effectiveDistance(below: number | null, above: number | null): number {
  if (below === null && above === null) return Infinity
  if (below === null || above === null) return (below ?? above) as number
  return (below * above) / (below + above)
}

/**
 * What shapes have to say at a distance, from 1 beside a key slice to 0.
 * @param reachSlices effective distance at which they have half their say; 0: none at all; Infinity: everything
 */
export function shapeWeight(distanceSlices: number, reachSlices: number): number {
  if (reachSlices === 0 || distanceSlices === Infinity) return 0
  return reachSlices === Infinity ? 1 : 1 / (1 + (distanceSlices / reachSlices) ** DECAY_POWER)
}

/**
 * Adds the log-odds of interpolated shapes to those of a network: the product of what the shapes expect and what the image shows.
 *
 * @param options.logits [height, width, classes + 1] of `box`, background first; changed
 * @param options.classOf index among the logits of each class of the estimate
 * @param options.pixelMm what a pixel measures in plane
 * @param options.weight `shapeWeight`
 */
export function addShapeInPlace(options: {
  readonly logits: Float32Array
  readonly box: SliceBox
  readonly estimate: ShapeEstimate
  readonly classOf: readonly number[]
  readonly classCount: number
  readonly pixelMm: number
  readonly weight: number
}): void {
  const { logits, box, estimate, classOf, classCount, pixelMm, weight } = options
  if (weight === 0) return
  const perMm = LOGITS_PER_PIXEL / pixelMm
  const own = estimate.box
  const logitOf = new Map(classOf.map((classIndex, index) => [classIndex, estimate.distancesMm[index]]))
  for (let classIndex = 1; classIndex <= classCount; classIndex++) {
    const distancesMm = logitOf.get(classIndex)
    for (let row = 0; row < box.height; row++) {
      const fromRow = box.top + row - own.top
      for (let column = 0; column < box.width; column++) {
        const fromColumn = box.left + column - own.left
        const isInside = fromRow >= 0 && fromRow < own.height && fromColumn >= 0 && fromColumn < own.width
        const distanceMm =
          distancesMm === undefined || !isInside ? -Infinity : distancesMm[fromRow * own.width + fromColumn]
        const logit = Math.min(Math.max(distanceMm * perMm, -LARGEST_LOGIT), LARGEST_LOGIT)
        logits[(row * box.width + column) * (classCount + 1) + classIndex] += weight * logit
      }
    }
  }
}
