import { setImmediate } from 'node:timers/promises'
import { throwIfCancelled } from '../../../domain/errors'
import { IGNORE_LABEL } from '../../../domain/labels/LabelMap'
import { sliceOf, sliceStackOf } from '../../../domain/propagation/SliceStack'
import { requireMemory } from '../../training/requireMemory'
import type { FitContext } from '../LearnedPropagator'
import type { AnnotatedWindow } from './augmentWindow'
import { labelsToCanvas, placeCanvas, type Canvas } from './canvas'
import { CanvasVolume, windowIndices } from './CanvasVolume'
import type { SurveyedCase } from './surveyCohort'

export interface PooledWindow extends AnnotatedWindow {
  readonly caseId: string
  readonly sliceIndex: number
}

/**
 * What the network is trained with, in memory: the annotated slices and their neighbours on the canvas, never whole volumes.
 * @throws SlicewrightError BAD_REQUEST where that is more than half of the machine's memory; CANCELLED
 */
export async function loadCohortPool(options: {
  readonly surveyed: readonly SurveyedCase[]
  readonly canvas: Canvas
  readonly classLabels: readonly number[]
  readonly neighbourSlices: number
  readonly context: Pick<FitContext, 'signal' | 'report'>
}): Promise<PooledWindow[]> {
  const { surveyed, canvas, classLabels, neighbourSlices, context } = options
  requirePoolMemory({ surveyed, canvas, neighbourSlices })
  const classOf = new Uint8Array(256).fill(IGNORE_LABEL)
  classOf[0] = 0
  classLabels.forEach((label, at) => (classOf[label] = at + 1))
  const pool: PooledWindow[] = []
  for (const [done, { cohortCase, annotatedSliceIndices, extent }] of surveyed.entries()) {
    throwIfCancelled(context.signal, 'Training')
    context.report({ stage: 'reading images', done, total: surveyed.length, unit: 'volumes' })
    const { caseId, axis } = cohortCase
    const place = placeCanvas(canvas, extent)
    const stack = sliceStackOf(await cohortCase.loadSparse(), axis)
    const volume = new CanvasVolume({ volume: await cohortCase.loadImage(), axis, place })
    for (const sliceIndex of annotatedSliceIndices)
      pool.push({
        caseId,
        sliceIndex,
        slices: windowIndices(sliceIndex, stack.sliceCount, neighbourSlices).map((each) => volume.slice(each)),
        classes: labelsToCanvas(sliceOf(stack, sliceIndex), place).map((label) => classOf[label]),
      })
    await setImmediate()
  }
  return pool
}

/** @throws SlicewrightError BAD_REQUEST */
function requirePoolMemory(options: {
  readonly surveyed: readonly SurveyedCase[]
  readonly canvas: Canvas
  readonly neighbourSlices: number
}): void {
  const { surveyed, canvas, neighbourSlices } = options
  const pixelCount = canvas.size.width * canvas.size.height
  let [annotatedCount, imageCount] = [0, 0]
  for (const { annotatedSliceIndices, states } of surveyed) {
    annotatedCount += annotatedSliceIndices.length
    // Windows that overlap share their slices.
    imageCount += new Set(annotatedSliceIndices.flatMap((each) => windowIndices(each, states.length, neighbourSlices)))
      .size
  }
  requireMemory({
    neededBytes:
      pixelCount * (imageCount * Float32Array.BYTES_PER_ELEMENT + annotatedCount * Uint8Array.BYTES_PER_ELEMENT),
    what: `${annotatedCount} annotated slices with their neighbours`,
    advice: `Learn from fewer volumes, or set largestSide (${canvas.size.width} × ${canvas.size.height} pixels are kept of each slice) or neighbourSlices (${neighbourSlices}) lower.`,
  })
}
