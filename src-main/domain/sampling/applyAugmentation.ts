import { IGNORE_LABEL } from '../labels/LabelMap'
import { SeededRandom } from '../random/SeededRandom'
import { bilinear } from '../volume/bilinear'
import type { Augmentation } from './augmentation'

/** One slice as the network meets it. */
export interface TrainingSlice {
  readonly width: number
  readonly height: number
  /** [height, width], normalised */
  readonly image: Float32Array
  /** [height, width], class indices; IGNORE_LABEL where not annotated */
  readonly classes: Uint8Array
}

/**
 * The deterministic half of augmentation: images linearly, classes (and with them what is annotated) by nearest pixel. What comes
 * from beyond the slice is 0, the mean, and not annotated.
 */
export function applyAugmentation(slice: TrainingSlice, augmentation: Augmentation): TrainingSlice {
  const warped = warp(slice, augmentation)
  const { intensityScale, intensityShift, noiseSd, noiseSeed } = augmentation
  const noise = new SeededRandom(noiseSeed)
  for (let at = 0; at < warped.image.length; at++)
    warped.image[at] = warped.image[at] * intensityScale + intensityShift + (noiseSd > 0 ? noiseSd * noise.normal() : 0)
  return warped
}

/** @returns arrays of its own, which the caller may change */
function warp(
  { width, height, image, classes }: TrainingSlice,
  { matrix, shiftFraction }: Augmentation,
): TrainingSlice {
  const [xFromX, xFromY, yFromX, yFromY] = matrix
  const centreX = (width - 1) / 2
  const centreY = (height - 1) / 2
  const warpedImage = new Float32Array(width * height)
  const warpedClasses = new Uint8Array(width * height).fill(IGNORE_LABEL)
  for (let row = 0, to = 0; row < height; row++) {
    const offsetY = row - centreY - shiftFraction.height * height
    for (let column = 0; column < width; column++, to++) {
      const offsetX = column - centreX - shiftFraction.width * width
      const x = xFromX * offsetX + xFromY * offsetY + centreX
      const y = yFromX * offsetX + yFromY * offsetY + centreY
      const nearestX = Math.round(x)
      const nearestY = Math.round(y)
      if (nearestX < 0 || nearestX >= width || nearestY < 0 || nearestY >= height) continue
      warpedClasses[to] = classes[nearestY * width + nearestX]
      warpedImage[to] = bilinear(image, width, height, x, y)
    }
  }
  return { width, height, image: warpedImage, classes: warpedClasses }
}
