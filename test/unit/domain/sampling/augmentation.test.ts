import { describe, expect, it } from 'vitest'
import { SeededRandom } from '../../../../src-main/domain/random/SeededRandom'
import { applyAugmentation } from '../../../../src-main/domain/sampling/applyAugmentation'
import {
  augmentationSettingsSchema,
  drawAugmentation,
  type Augmentation,
} from '../../../../src-main/domain/sampling/augmentation'

const unchanged: Augmentation = {
  matrix: [1, 0, 0, 1],
  shiftFraction: { width: 0, height: 0 },
  intensityScale: 1,
  intensityShift: 0,
  noiseSd: 0,
  noiseSeed: 0,
}
const slice = {
  width: 3,
  height: 3,
  image: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
  classes: Uint8Array.of(0, 1, 1, 0, 2, 2, 255, 255, 255),
}
const augmented = (change: Partial<Augmentation>) => {
  const { image, classes } = applyAugmentation(slice, { ...unchanged, ...change })
  return { image: [...image], classes: [...classes] }
}

describe('applyAugmentation', () => {
  it('changes nothing where nothing was drawn, and never its input', () => {
    expect(augmented({})).toEqual({ image: [...slice.image], classes: [...slice.classes] })
    augmented({ intensityScale: 3 })
    expect(slice.image[0]).toBe(1)
  })

  it('mirrors along the width', () => {
    expect(augmented({ matrix: [-1, 0, 0, 1] })).toEqual({
      image: [3, 2, 1, 6, 5, 4, 9, 8, 7],
      classes: [1, 1, 0, 2, 2, 0, 255, 255, 255],
    })
  })

  it('rotates by a quarter', () => {
    // The pixel right of the centre shows the one below it.
    expect(augmented({ matrix: [0, -1, 1, 0] })).toEqual({
      image: [3, 6, 9, 2, 5, 8, 1, 4, 7],
      classes: [1, 2, 255, 1, 2, 255, 0, 0, 255],
    })
  })

  it('shifts to the right; what comes from beyond is the mean and not annotated', () => {
    expect(augmented({ shiftFraction: { width: 1 / 3, height: 0 } })).toEqual({
      image: [0, 1, 2, 0, 4, 5, 0, 7, 8],
      classes: [255, 0, 1, 255, 0, 2, 255, 255, 255],
    })
  })

  it('interpolates images, never classes', () => {
    const { image, classes } = augmented({ shiftFraction: { width: -0.25 / 3, height: 0 } })
    expect(image.slice(0, 3)).toEqual([1.25, 2.25, 3])
    expect(classes).toEqual([...slice.classes])
  })

  it('changes contrast and brightness, and adds noise from its own seed', () => {
    expect(augmented({ intensityScale: 2, intensityShift: -1 }).image.slice(0, 3)).toEqual([1, 3, 5])
    const noisy = augmented({ noiseSd: 1, noiseSeed: 3 }).image
    expect(noisy).toEqual(augmented({ noiseSd: 1, noiseSeed: 3 }).image)
    expect(noisy).not.toEqual(augmented({ noiseSd: 1, noiseSeed: 4 }).image)
  })
})

describe('drawAugmentation', () => {
  const settings = augmentationSettingsSchema.parse({ probability: 1, flipWidth: true, flipHeight: true })

  it('stays within the ranges', () => {
    const random = new SeededRandom(1)
    for (let trial = 0; trial < 500; trial++) {
      const drawn = drawAugmentation(random, settings)!
      const [a, b, c, d] = drawn.matrix
      const scale = 1 / Math.sqrt(Math.abs(a * d - b * c))
      expect(scale).toBeGreaterThanOrEqual(0.9)
      expect(scale).toBeLessThanOrEqual(1.1)
      // However it is mirrored, the first row is (±cos, ∓sin): at most 10 degrees.
      expect(Math.abs(b / a)).toBeLessThanOrEqual(Math.tan((10 * Math.PI) / 180))
      expect(Math.abs(drawn.shiftFraction.width)).toBeLessThanOrEqual(0.05)
      expect(drawn.noiseSd).toBeLessThanOrEqual(0.1)
    }
  })

  it('mirrors half of the slices where mirroring is on, none where it is off', () => {
    const mirroredCount = (flipWidth: boolean) => {
      const random = new SeededRandom(2)
      const drawn = Array.from({ length: 1000 }, () =>
        drawAugmentation(random, { ...settings, flipWidth, flipHeight: false })!,
      )
      return drawn.filter(({ matrix: [a, b, c, d] }) => a * d - b * c < 0).length
    }
    expect(mirroredCount(false)).toBe(0)
    expect(Math.abs(mirroredCount(true) - 500)).toBeLessThan(60)
  })

  it('leaves as many slices alone as asked', () => {
    const random = new SeededRandom(3)
    const drawn = Array.from({ length: 1000 }, () => drawAugmentation(random, { ...settings, probability: 0.3 }))
    expect(Math.abs(drawn.filter((each) => each === null).length - 700)).toBeLessThan(60)
  })
})
