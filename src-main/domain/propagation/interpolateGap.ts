import { throwIfCancelled } from '../errors'
import { classLabelsOf } from '../labels/LabelMap'
import type { PropagationContext } from './Propagator'
import { signedDistancesMm, type SliceBox } from './signedDistancesMm'
import { sliceOf, type SliceStack } from './SliceStack'

/** Slices interpolated at once: what bounds the memory of a wide gap. */
const CHUNK_SLICES = 16

/**
 * The slices between two key slices, by linear interpolation of signed distances (Raya and Udupa 1990; method.md G). The
 * foreground is where the interpolated distance of a class, or of all classes together, is positive; there the class with the
 * largest interpolated distance wins, of equal ones the lowest label. A class that one of the two slices lacks shrinks to
 * nothing half way to it: there its distance counts as −R, R being its largest one in the slice that has it.
 *
 * Classes together: two touching classes would else be parted by a seam of background where their common border moves.
 *
 * @param lower @param upper two key slices with nothing annotated between them
 */
export async function* interpolateGap(options: {
  readonly stack: SliceStack
  readonly lower: number
  readonly upper: number
  readonly context: PropagationContext
}): AsyncGenerator<{ sliceIndex: number; labels: Uint8Array }, void, void> {
  const { stack, lower, upper, context } = options
  if (upper - lower < 2) return
  const slices = [sliceOf(stack, lower), sliceOf(stack, upper)] as const
  const box = boxAround(slices, stack)
  const crops = slices.map((slice) => crop(slice, stack.width, box))
  const classes = [...new Set(crops.flatMap(classLabelsOf))].sort((a, b) => a - b)
  const isForeground = crops.map((labels) => labels.map((label) => (label === 0 ? 0 : 1)))
  const foreground = distancePair(isForeground, box, stack)
  for (let first = lower + 1; first < upper; first += CHUNK_SLICES) {
    const count = Math.min(CHUNK_SLICES, upper - first)
    const weights = Array.from({ length: count }, (_, at) => (first + at - lower) / (upper - lower))
    const chunk = weights.map(() => new Uint8Array(box.width * box.height))
    const best = classes.length === 1 ? [] : weights.map(() => new Float32Array(box.width * box.height).fill(-Infinity))
    for (const label of classes) {
      if (classes.length === 1) {
        weights.forEach((weight, at) => paintForegroundInPlace(chunk[at], foreground, weight, label))
        continue
      }
      const masks = crops.map((labels) => labels.map((each) => (each === label ? 1 : 0)))
      const distances = distancePair(masks, box, stack)
      weights.forEach((weight, at) => competeInPlace(chunk[at], best[at], foreground, distances, weight, label))
      throwIfCancelled(context.signal, 'Propagation')
      await context.breathe()
    }
    for (let at = 0; at < count; at++) {
      yield { sliceIndex: first + at, labels: uncrop(chunk[at], stack, box) }
      await context.breathe()
    }
  }
}

/** Signed distances at the lower and the upper key slice. */
type DistancePair = readonly [Float32Array, Float32Array]

function distancePair(masks: readonly Uint8Array[], box: SliceBox, stack: SliceStack): DistancePair {
  const spacingMm = [stack.spacingMm[0], stack.spacingMm[1]] as const
  const [below, above] = masks.map((mask) => signedDistancesMm({ mask, box, spacingMm }))
  if (below !== null && above !== null) return [below, above]
  const present = (below ?? above) as Float32Array
  const absent = new Float32Array(present.length).fill(-present.reduce((largest, each) => Math.max(largest, each), 0))
  return [below ?? absent, above ?? absent]
}

function paintForegroundInPlace(labels: Uint8Array, [below, above]: DistancePair, weight: number, label: number): void {
  for (let at = 0; at < labels.length; at++) if ((1 - weight) * below[at] + weight * above[at] > 0) labels[at] = label
}

function competeInPlace(
  labels: Uint8Array,
  best: Float32Array,
  foreground: DistancePair,
  [below, above]: DistancePair,
  weight: number,
  label: number,
): void {
  for (let at = 0; at < labels.length; at++) {
    const distance = (1 - weight) * below[at] + weight * above[at]
    if (distance <= best[at]) continue
    if (distance <= 0 && (1 - weight) * foreground[0][at] + weight * foreground[1][at] <= 0) continue
    best[at] = distance
    labels[at] = label
  }
}

/**
 * The smallest rectangle that holds both masks, and one voxel around it where the image goes on: the nearest voxel outside a
 * mask is never farther out than that, so distances in the box are those of the whole slice.
 */
function boxAround(slices: readonly Uint8Array[], { width, height }: SliceStack): SliceBox {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (const slice of slices)
    for (let row = 0, at = 0; row < height; row++)
      for (let column = 0; column < width; column++, at++) {
        if (slice[at] === 0) continue
        if (column < left) left = column
        if (column > right) right = column
        if (row < top) top = row
        if (row > bottom) bottom = row
      }
  left = Math.max(0, left - 1)
  top = Math.max(0, top - 1)
  return { left, top, width: Math.min(width, right + 2) - left, height: Math.min(height, bottom + 2) - top }
}

function crop(slice: Uint8Array, sliceWidth: number, box: SliceBox): Uint8Array {
  const cropped = new Uint8Array(box.width * box.height)
  for (let row = 0; row < box.height; row++) {
    const start = (box.top + row) * sliceWidth + box.left
    cropped.set(slice.subarray(start, start + box.width), row * box.width)
  }
  return cropped
}

function uncrop(cropped: Uint8Array, { width, height }: SliceStack, box: SliceBox): Uint8Array {
  const slice = new Uint8Array(width * height)
  for (let row = 0; row < box.height; row++)
    slice.set(cropped.subarray(row * box.width, (row + 1) * box.width), (box.top + row) * width + box.left)
  return slice
}
