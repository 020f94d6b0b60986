import { SlicewrightError, throwIfCancelled } from '../../../domain/errors'
import { openShapeInterpolator } from '../../../domain/propagation/openShapeInterpolator'
import type { FilledStack, FillRequest } from '../../../domain/propagation/Propagator'
import { sliceOf } from '../../../domain/propagation/SliceStack'
import { targetSlices } from '../../../domain/propagation/targetSlices'
import { placeCanvas, type Canvas } from './canvas'
import { CanvasVolume, windowIndices } from './CanvasVolume'
import type { CohortNetwork } from './CohortNetwork'
import { openSlice } from './openSlice'
import { annotatedOf } from './surveyCohort'

/**
 * Fills every slice of the segments, those next to key slices first. Memory is bounded by a batch of slices.
 * @throws SlicewrightError MODEL_INVALID where the key slices show a class that the model does not know; CANCELLED
 */
export async function fillWithCohort(options: {
  readonly request: FillRequest
  readonly network: CohortNetwork
  readonly canvas: Canvas
  readonly classLabels: readonly number[]
  readonly neighbourSlices: number
  readonly reachSlices: number
}): Promise<FilledStack & { settledOutside: ReadonlySet<number> }> {
  const { request, network, canvas, classLabels, neighbourSlices, reachSlices } = options
  const { stack, image, segments, outside, context } = request
  if (image === null) throw new SlicewrightError('INTERNAL', 'Cohort-informed propagation was opened without an image.')
  const filled = { ...stack, data: stack.data.slice() }
  const confidence = { ...stack, data: new Uint8Array(stack.data.length) }
  const keySliceIndices = segments.flatMap((segment) => segment.keySliceIndices)
  const { extent, labels } = annotatedOf(stack, keySliceIndices)
  requireKnown(labels, classLabels)
  const place = placeCanvas(canvas, extent)
  const volume = new CanvasVolume({ volume: image, axis: stack.axis, place })
  const shapes = openShapeInterpolator({ stack, segments })
  // Repeating masks or leaving slices out beyond the outermost key slices is not this method's business.
  const goesOn = outside === 'half-way'
  const targets = segments.flatMap((segment) => targetSlices(segment, { goesOn })).sort((a, b) => a.hops - b.hops)
  const settledOutside = new Set<number>()
  for (let first = 0; first < targets.length; first += network.batchSize) {
    throwIfCancelled(context.signal, 'Propagation')
    const batch = targets.slice(first, first + network.batchSize)
    const windows = batch.map(({ sliceIndex }) =>
      windowIndices(sliceIndex, stack.sliceCount, neighbourSlices).map((each) => volume.slice(each)),
    )
    const logProbabilities = await network.logProbabilities(windows)
    for (const [at, { sliceIndex, isOutside }] of batch.entries()) {
      await context.breathe()
      throwIfCancelled(context.signal, 'Propagation')
      const decided = openSlice({
        sliceIndex,
        logProbabilities: logProbabilities[at],
        place,
        stack,
        shapes,
        classLabels,
      })(reachSlices)
      sliceOf(filled, sliceIndex).set(decided.labels)
      sliceOf(confidence, sliceIndex).set(decided.confidence)
      if (isOutside) settledOutside.add(sliceIndex)
      context.produced?.(sliceIndex, decided.labels)
      context.report({ done: first + at + 1, total: targets.length })
    }
  }
  return { data: filled.data, confidence: confidence.data, settledOutside }
}

/** A class that the network never saw would be lost without a word. */
function requireKnown(shown: ReadonlySet<number>, known: readonly number[]): void {
  const unknown = [...shown].filter((label) => !known.includes(label)).sort((a, b) => a - b)
  if (unknown.length === 0) return
  const listed = (labels: readonly number[]) => `${labels.length === 1 ? 'class' : 'classes'} ${labels.join(', ')}`
  throw new SlicewrightError(
    'MODEL_INVALID',
    `The model knows ${listed(known)}; the annotated slices of this volume also show ${listed(unknown)}. Train the propagator on volumes that show them, or choose another model.`,
    { details: { known: [...known], unknown } },
  )
}
