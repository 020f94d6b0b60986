import { describe, expect, it } from 'vitest'
import { augmentWindow, interleave } from '../../../../../src-main/compute/propagators/cohort/augmentWindow'
import { SeededRandom } from '../../../../../src-main/domain/random/SeededRandom'

const SIDE = 48
const size = { width: SIDE, height: SIDE }
/** A square of 20 pixels, brighter by 50 than what is around it: far more than noise, contrast and brightness change. */
const classes = Uint8Array.from({ length: SIDE ** 2 }, (_, at) =>
  Math.max(Math.abs((at % SIDE) - 18), Math.abs(Math.floor(at / SIDE) - 26)) < 10 ? 1 : 0,
)
const bright = Float32Array.from(classes, (each) => 50 * each)
const dark = bright.map((each) => -each)
const changed = (seed: number) =>
  augmentWindow({ slices: [dark, bright, dark], classes }, size, SeededRandom.for(seed, 'augmentation'))

describe('augmentWindow', () => {
  it('is the same again under the same seed, and another under another', () => {
    expect(changed(1)).toEqual(changed(1))
    expect(changed(2).classes).not.toEqual(changed(1).classes)
    expect(changed(1).classes).not.toEqual(classes)
  })

  it.each([1, 2, 3, 4, 5])('moves the classes with the image, and all slices alike (seed %i)', (seed) => {
    const { image, classes: moved } = changed(seed)
    const inside = (at: number) => image[3 * at + 1] > 25
    let agreeing = 0
    for (let at = 0; at < moved.length; at++) {
      if (moved[at] === 255) continue
      if (inside(at) === (moved[at] === 1)) agreeing++
      // The neighbours are the negative, wherever the square lies.
      expect(Math.abs(image[3 * at] + image[3 * at + 1])).toBeLessThan(5)
    }
    // Only at the square's border, which lies between pixels, may the two be of different opinions.
    expect(agreeing).toBeGreaterThan(0.96 * moved.filter((each) => each !== 255).length)
  })

  it('never mirrors: what is left of the middle stays there', () => {
    const left = Uint8Array.from({ length: SIDE ** 2 }, (_, at) => (at % SIDE < SIDE / 2 ? 1 : 0))
    for (let seed = 0; seed < 10; seed++) {
      const moved = augmentWindow({ slices: [bright], classes: left }, size, SeededRandom.for(seed, 'mirror')).classes
      const middle = (SIDE / 2) * SIDE
      expect([moved[middle + SIDE / 4], moved[middle + (3 * SIDE) / 4]]).toEqual([1, 0])
    }
  })

  it('knows nothing beyond the slice', () => {
    const full = new Uint8Array(SIDE ** 2).fill(1)
    const seen = Array.from({ length: 10 }, (_, seed) =>
      augmentWindow({ slices: [bright], classes: full }, size, SeededRandom.for(seed, 'border')),
    ).flatMap((each) => [...each.classes])
    expect(new Set(seen)).toEqual(new Set([1, 255]))
  })
})

it('interleave puts the slices of a pixel side by side', () => {
  expect([...interleave([Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(5, 6)])]).toEqual([
    1, 3, 5, 2, 4, 6,
  ])
})
