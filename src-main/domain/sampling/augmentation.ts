import { z } from 'zod'
import type { SeededRandom } from '../random/SeededRandom'

const fraction = z.number().min(0).max(1)

/** What is done to a slice before the network sees it, each time anew (method.md A2). Ranges are symmetric about "unchanged". */
export const augmentationSettingsSchema = z.strictObject({
  probability: fraction.default(0.8).describe('How often a slice is changed at all; 0 switches augmentation off'),
  flipWidth: z
    .boolean()
    .default(false)
    .describe('Mirror along the width; wrong where left and right differ, as in the liver'),
  flipHeight: z.boolean().default(false).describe('Mirror along the height'),
  rotationDegrees: z.number().min(0).max(180).default(10).describe('Largest rotation, either way'),
  scaleFraction: z.number().min(0).max(0.9).default(0.1).describe('Largest change of size; 0.1 is 0.9 to 1.1'),
  shiftFraction: fraction.default(0.05).describe('Largest shift, as a fraction of width and height'),
  intensityScaleFraction: fraction.default(0.1).describe('Largest change of contrast, after normalising'),
  intensityShift: z.number().min(0).default(0.1).describe('Largest change of brightness, in standard deviations'),
  noiseSd: z
    .number()
    .min(0)
    .default(0.1)
    .describe('Largest standard deviation of added Gaussian noise, after normalising'),
})
export type AugmentationSettings = z.infer<typeof augmentationSettingsSchema>

/** One drawn change of one slice: everything that is random about it except the noise values, which have a seed. */
export interface Augmentation {
  /**
   * Row-major 2 × 2: from the offset (x, y) of a changed pixel from the slice's centre to that of the pixel it shows.
   * Flips, rotation and scale in one.
   */
  readonly matrix: readonly [number, number, number, number]
  readonly shiftFraction: { readonly width: number; readonly height: number }
  readonly intensityScale: number
  readonly intensityShift: number
  readonly noiseSd: number
  readonly noiseSeed: number
}

/** @returns null where the slice stays as it is. Draws the same count of numbers whatever the settings are. */
export function drawAugmentation(random: SeededRandom, settings: AugmentationSettings): Augmentation | null {
  const symmetric = (largest: number) => largest * (2 * random.uniform() - 1)
  const isChanged = random.uniform() < settings.probability
  const mirrorX = random.uniform() < 0.5 && settings.flipWidth ? -1 : 1
  const mirrorY = random.uniform() < 0.5 && settings.flipHeight ? -1 : 1
  const angle = (symmetric(settings.rotationDegrees) * Math.PI) / 180
  // A larger structure shows pixels that lie closer together.
  const perPixel = 1 / (1 + symmetric(settings.scaleFraction))
  const [cos, sin] = [Math.cos(angle) * perPixel, Math.sin(angle) * perPixel]
  const drawn: Augmentation = {
    matrix: [mirrorX * cos, -mirrorX * sin, mirrorY * sin, mirrorY * cos],
    shiftFraction: { width: symmetric(settings.shiftFraction), height: symmetric(settings.shiftFraction) },
    intensityScale: 1 + symmetric(settings.intensityScaleFraction),
    intensityShift: symmetric(settings.intensityShift),
    noiseSd: settings.noiseSd * random.uniform(),
    noiseSeed: random.nextUint32(),
  }
  return isChanged ? drawn : null
}
