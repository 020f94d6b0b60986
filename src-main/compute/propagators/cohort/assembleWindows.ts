import { IGNORE_LABEL } from '../../../domain/labels/LabelMap'
import { SeededRandom } from '../../../domain/random/SeededRandom'
import { drawBatch } from '../../../domain/sampling/drawBatch'
import { augmentWindow } from './augmentWindow'
import type { Canvas } from './canvas'
import type { PooledWindow } from './loadCohortPool'

/** The batch of one step; it depends on its arguments alone. */
export function assembleWindows(options: {
  readonly pool: readonly PooledWindow[]
  readonly canvas: Canvas
  readonly batchSize: number
  readonly classCount: number
  readonly seed: number
  readonly step: number
}): { images: Float32Array; targets: Float32Array; mask: Float32Array } {
  const { pool, canvas, batchSize, classCount, seed, step } = options
  const pixelCount = canvas.size.width * canvas.size.height
  const channelCount = pool[0].slices.length
  const images = new Float32Array(batchSize * pixelCount * channelCount)
  const targets = new Float32Array(batchSize * pixelCount * (classCount + 1))
  const mask = new Float32Array(batchSize * pixelCount)
  drawBatch({ seed, step, batchSize, poolSize: pool.length }).forEach(({ poolIndex, drawIndex }, place) => {
    const random = SeededRandom.for(seed, 'augmentation', drawIndex)
    const { image, classes } = augmentWindow(pool[poolIndex], canvas.size, random)
    images.set(image, place * pixelCount * channelCount)
    classes.forEach((classIndex, pixel) => {
      if (classIndex === IGNORE_LABEL) return
      const at = place * pixelCount + pixel
      targets[at * (classCount + 1) + classIndex] = 1
      mask[at] = 1
    })
  })
  return { images, targets, mask }
}
