import { decideClasses } from '../../../domain/propagation/decideClasses'
import { addShapeInPlace, effectiveDistance, shapeWeight } from '../../../domain/propagation/fuseWithShape'
import type { ShapeInterpolator } from '../../../domain/propagation/ShapeInterpolator'
import type { SliceStack } from '../../../domain/propagation/SliceStack'
import { footprintOf, fromCanvas, type CanvasPlace } from './canvas'

/** A slice that is to be predicted, and what is known of it. */
export interface SliceToPredict {
  readonly sliceIndex: number
  readonly logProbabilities: Float32Array
  readonly place: CanvasPlace
  readonly stack: SliceStack
  readonly shapes: ShapeInterpolator
  readonly classLabels: readonly number[]
}

/** A slice's log-odds on the stored grid, and the shapes that may be added; kept apart so that several reaches can be tried. */
export function openSlice({ sliceIndex, logProbabilities, place, stack, shapes, classLabels }: SliceToPredict) {
  const box = footprintOf(place)
  const channelCount = classLabels.length + 1
  const imageLogits = fromCanvas({ values: logProbabilities, channelCount, place, box })
  const estimate = shapes.estimate(sliceIndex)
  const below =
    estimate?.keySliceIndices.filter((each) => each < sliceIndex).map((each) => sliceIndex - each)[0] ?? null
  const above =
    estimate?.keySliceIndices.filter((each) => each > sliceIndex).map((each) => each - sliceIndex)[0] ?? null
  const distance = effectiveDistance(below, above)
  const classOf = shapes.classLabels.map((label) => classLabels.indexOf(label) + 1)

  /** @returns labels and confidence, [height, width] of the whole slice; background beyond the canvas */
  return (reachSlices: number): { labels: Uint8Array; confidence: Uint8Array } => {
    const logits = imageLogits.slice()
    if (estimate !== null)
      addShapeInPlace({
        logits,
        box,
        estimate,
        classOf,
        classCount: classLabels.length,
        pixelMm: Math.sqrt(stack.spacingMm[0] * stack.spacingMm[1]),
        weight: shapeWeight(distance, reachSlices),
      })
    const decided = decideClasses({ logits, labelOf: [0, ...classLabels] })
    const labels = new Uint8Array(stack.width * stack.height)
    const confidence = new Uint8Array(labels.length).fill(255)
    for (let row = 0; row < box.height; row++) {
      const [to, from] = [(box.top + row) * stack.width + box.left, row * box.width]
      labels.set(decided.labels.subarray(from, from + box.width), to)
      confidence.set(decided.confidence.subarray(from, from + box.width), to)
    }
    return { labels, confidence }
  }
}
