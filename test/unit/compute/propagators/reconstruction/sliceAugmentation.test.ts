import { expect, it } from 'vitest'
import {
  cutPatch,
  drawExposure,
  drawPlacement,
  expose,
} from '../../../../../src-main/compute/propagators/reconstruction/sliceAugmentation'
import { SeededRandom } from '../../../../../src-main/domain/random/SeededRandom'

const size = { width: 3, height: 3 }
const NINE = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)

it('cuts the slice itself, turned by a right angle, and goes on beyond its border', () => {
  const cut = (matrix: readonly [number, number, number, number], side = 3) => [
    ...cutPatch({ slice: NINE, size, placement: { matrix, centre: [1, 1] }, side }),
  ]
  expect(cut([1, 0, 0, 1])).toEqual([...NINE])
  expect(cut([0, -1, 1, 0])).toEqual([3, 6, 9, 2, 5, 8, 1, 4, 7])
  expect(cut([1, 0, 0, 1], 5).slice(0, 5)).toEqual([1, 1, 2, 3, 3])
})

it('shows a slice unchanged between black 0 and white 255 without gamma', () => {
  const patch = Float32Array.of(0, 51, 102, 255, 300, -9)
  const shown = expose(patch, { black: 0, white: 255, gamma: 1, noiseSeed: 1 })
  expect([...shown].map(Math.round)).toEqual([0, 51, 102, 255, 255, 0])
})

it('adds noise to a flat slice only, the same for the same seed', () => {
  const flat = new Float32Array(64).fill(100)
  const exposure = { black: 0, white: 255, gamma: 1, noiseSeed: 7 }
  const shown = expose(flat, exposure)
  expect(new Set(shown).size).toBeGreaterThan(32)
  expect(expose(flat, exposure)).toEqual(shown)
})

it('draws patches that keep pixels in about half of the cases, and every number from the seed', () => {
  const stretch = { width: 20, height: 20, slices: [], caseId: 'a', isWhole: true }
  const random = new SeededRandom(1)
  const placements = Array.from({ length: 200 }, () => drawPlacement(random, stretch, 16))
  const exact = placements.filter(
    ({ matrix, centre }) => matrix.every(Number.isInteger) && centre.every((at) => at % 1 === 0.5),
  )
  expect(exact.length).toBeGreaterThan(70)
  expect(exact.length).toBeLessThan(130)
  const again = new SeededRandom(1)
  expect(drawPlacement(again, stretch, 16)).toEqual(placements[0])
  expect(drawExposure(new SeededRandom(2))).toEqual(drawExposure(new SeededRandom(2)))
})
