import { setImmediate } from 'node:timers/promises'
import type { BatchShape } from '../../compute/training/createTrainingProgram'
import { throwIfCancelled } from '../../domain/errors'
import { IGNORE_LABEL } from '../../domain/labels/LabelMap'
import { mostProbableClasses } from '../../domain/labels/mostProbableClasses'
import { restoreSliceNearest } from '../../domain/volume/resampleSlice'
import type { ValidationSlices } from './prepareCases'

/** The name under which the score is reported. */
export const VALIDATION_METRIC = 'foreground-iou'

/**
 * Mean over cases of the mean over classes of the IoU on annotated voxels, on the stored grid (method.md A4 (i)). A class that is
 * absent from both label and prediction of a case is left out of that case.
 *
 * @param options.predict from [batch, height, width, 1] to probabilities [batch, height, width, classCount]
 * @throws SlicewrightError CANCELLED
 */
export async function validateNetwork(options: {
  cases: readonly ValidationSlices[]
  shape: BatchShape
  predict: (images: Float32Array) => Promise<Float32Array>
  signal: AbortSignal
}): Promise<number> {
  const { cases, shape, predict, signal } = options
  const { batchSize, classCount, height, width } = shape
  const pixelCount = height * width
  // Cases fill batches together, so that no batch is mostly empty.
  const slices = cases.flatMap(({ images, storedClasses, fit }, caseIndex) =>
    images.map((image, at) => ({ caseIndex, image, reference: storedClasses[at], fit })),
  )
  const overlaps = cases.map(() => new ClassOverlaps(classCount))
  for (let from = 0; from < slices.length; from += batchSize) {
    await setImmediate()
    throwIfCancelled(signal, 'The training')
    const some = slices.slice(from, from + batchSize)
    const images = new Float32Array(batchSize * pixelCount)
    some.forEach(({ image }, place) => images.set(image, place * pixelCount))
    const probabilities = await predict(images)
    some.forEach(({ caseIndex, reference, fit }, place) => {
      const own = probabilities.subarray(place * pixelCount * classCount, (place + 1) * pixelCount * classCount)
      const canvas = mostProbableClasses({ probabilities: own, classCount, layout: 'channels-last' })
      overlaps[caseIndex].add(reference, restoreSliceNearest({ canvas, fit, outside: 0 }))
    })
  }
  return mean(overlaps.map((each) => each.foregroundIou()).filter((iou) => iou !== null))
}

/** Voxel counts of one case, class by class. */
class ClassOverlaps {
  private readonly intersections: Float64Array
  private readonly unions: Float64Array

  constructor(classCount: number) {
    this.intersections = new Float64Array(classCount)
    this.unions = new Float64Array(classCount)
  }

  add(reference: Uint8Array, prediction: Uint8Array): void {
    reference.forEach((expected, at) => {
      if (expected === IGNORE_LABEL) return
      const found = prediction[at]
      this.unions[expected]++
      if (found === expected) this.intersections[expected]++
      else this.unions[found]++
    })
  }

  /** Null where the case shows no class, nor does its prediction. */
  foregroundIou(): number | null {
    const ious = Array.from(this.unions, (union, at) => ({ at, union }))
      .filter(({ at, union }) => at > 0 && union > 0)
      .map(({ at, union }) => this.intersections[at] / union)
    return ious.length === 0 ? null : mean(ious)
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
