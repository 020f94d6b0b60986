import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SeededRandom } from '../../../../src-main/domain/random/SeededRandom'
import { fitAxis, resampledCountOf } from '../../../../src-main/domain/volume/resampleAxis'
import {
  resampleSliceLinear,
  resampleSliceNearest,
  restoreSliceNearest,
} from '../../../../src-main/domain/volume/resampleSlice'

const reference = JSON.parse(
  readFileSync(new URL('../../../fixtures/training/resample_reference.json', import.meta.url), 'utf8'),
) as Record<'stored' | 'linear6' | 'linear2' | 'nearest6', number[][]>

/** The same fit along both axes of a square slice. */
function squareFit(storedCount: number, spacingMm: number, canvasCount: number) {
  const axis = fitAxis({ storedCount, storedSpacingMm: 1, spacingMm, canvasCount })
  return { width: axis, height: axis }
}

const stored = Float32Array.from(reference.stored.flat())

describe('resampling to the network canvas', () => {
  it('halves the distance of pixels by hand: the first row of 1 2 4', () => {
    const row = resampleSliceLinear({ slice: stored, fit: squareFit(3, 0.5, 6), padding: 0 }).slice(0, 6)
    // Stored positions 0 (clamped), 0.25, 0.75, 1.25, 1.75, 2 (clamped).
    expect([...row]).toEqual([1, 1.25, 1.75, 2.5, 3.5, 4])
  })

  it.each([
    { name: 'linear6', spacingMm: 0.5, count: 6 },
    { name: 'linear2', spacingMm: 1.5, count: 2 },
  ] as const)('agrees with scipy.ndimage.zoom ($name)', ({ name, spacingMm, count }) => {
    const canvas = resampleSliceLinear({ slice: stored, fit: squareFit(3, spacingMm, count), padding: 0 })
    reference[name].flat().forEach((value, at) => expect(canvas[at]).toBeCloseTo(value, 5))
  })

  it('agrees with scipy.ndimage.zoom for labels', () => {
    const slice = Uint8Array.from(stored)
    const canvas = resampleSliceNearest({ slice, fit: squareFit(3, 0.5, 6), padding: 255 })
    expect([...canvas]).toEqual(reference.nearest6.flat())
  })

  it('pads and crops about the centre', () => {
    const slice = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)
    expect([...resampleSliceNearest({ slice, fit: squareFit(3, 1, 5), padding: 255 })]).toEqual([
      ...[255, 255, 255, 255, 255],
      ...[255, 1, 2, 3, 255],
      ...[255, 4, 5, 6, 255],
      ...[255, 7, 8, 9, 255],
      ...[255, 255, 255, 255, 255],
    ])
    expect([...resampleSliceNearest({ slice, fit: squareFit(3, 1, 1), padding: 255 })]).toEqual([5])
    expect([...restoreSliceNearest({ canvas: Uint8Array.of(5), fit: squareFit(3, 1, 1), outside: 0 })]).toEqual([
      ...[0, 0, 0],
      ...[0, 5, 0],
      ...[0, 0, 0],
    ])
  })

  it('changes nothing where the grid already matches', () => {
    const fit = squareFit(3, 1, 3)
    expect(resampleSliceLinear({ slice: stored, fit, padding: 0 })).toEqual(stored)
    expect([...restoreSliceNearest({ canvas: Uint8Array.from(stored), fit, outside: 0 })]).toEqual([...stored])
  })

  it('brings every label back from a canvas that is as fine as the stored grid or finer, and wide enough', () => {
    const random = new SeededRandom(5)
    for (let trial = 0; trial < 200; trial++) {
      const axis = () => {
        const storedCount = 1 + random.integer(20)
        const [storedSpacingMm, spacingMm] = [1, 1 / (1 + 2 * random.uniform())]
        const needed = resampledCountOf({ storedCount, storedSpacingMm, spacingMm })
        return fitAxis({ storedCount, storedSpacingMm, spacingMm, canvasCount: needed + random.integer(9) })
      }
      const fit = { width: axis(), height: axis() }
      const slice = Uint8Array.from({ length: fit.width.storedCount * fit.height.storedCount }, () =>
        random.integer(256),
      )
      const canvas = resampleSliceNearest({ slice, fit, padding: 255 })
      expect(restoreSliceNearest({ canvas, fit, outside: 0 })).toEqual(slice)
    }
  })
})
