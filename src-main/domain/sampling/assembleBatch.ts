import { IGNORE_LABEL } from '../labels/LabelMap'
import { SeededRandom } from '../random/SeededRandom'
import { applyAugmentation, type TrainingSlice } from './applyAugmentation'
import { drawAugmentation, type AugmentationSettings } from './augmentation'
import { drawBatch } from './drawBatch'

/** An annotated slice that training draws from, with its weight in the loss: 1, or less where labels are trusted less. */
export interface PooledSlice extends TrainingSlice {
  readonly weight: number
}

/** What the training program is given besides numbers: channels last, all slices of one size. */
export interface Batch {
  /** [batch, height, width, 1] */
  readonly images: Float32Array
  /** [batch, height, width, classCount], one-hot; zeros where not annotated */
  readonly targets: Float32Array
  /** [batch, height, width, 1]: the slice's weight, 0 where not annotated */
  readonly mask: Float32Array
}

/** The batch of one step. It depends on its arguments alone: the same step of the same training has the same batch again. */
export function assembleBatch(options: {
  pool: readonly PooledSlice[]
  seed: number
  step: number
  batchSize: number
  classCount: number
  augmentation: AugmentationSettings
}): Batch {
  const { pool, seed, step, batchSize, classCount, augmentation } = options
  const pixelCount = pool[0].image.length
  const images = new Float32Array(batchSize * pixelCount)
  const targets = new Float32Array(batchSize * pixelCount * classCount)
  const mask = new Float32Array(batchSize * pixelCount)
  drawBatch({ seed, step, batchSize, poolSize: pool.length }).forEach(({ poolIndex, drawIndex }, place) => {
    const drawn = drawAugmentation(SeededRandom.for(seed, 'augmentation', drawIndex), augmentation)
    const slice = pool[poolIndex]
    const { image, classes } = drawn === null ? slice : applyAugmentation(slice, drawn)
    images.set(image, place * pixelCount)
    classes.forEach((classIndex, pixel) => {
      if (classIndex === IGNORE_LABEL) return
      const at = place * pixelCount + pixel
      targets[at * classCount + classIndex] = 1
      mask[at] = slice.weight
    })
  })
  return { images, targets, mask }
}
