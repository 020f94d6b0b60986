import { describe, expect, it } from 'vitest'
import {
  expectedIou,
  expectedVoxelsAt,
  type ErrorModel,
} from '../../../../../src-main/domain/propagation/estimate/ErrorModel'
import { expectedOverlap } from '../../../../../src-main/domain/propagation/estimate/expectedOverlaps'
import { filledCaseOf } from '../../../../../src-main/domain/propagation/estimate/FilledCase'

const model: ErrorModel = {
  sides: 'both',
  parameters: { between: { rate: 1, power: 1, size: 1 }, beyond: { rate: 0.5, power: 1, size: 1 }, floor: 0 },
  typicalVoxels: new Map([[1, 80]]),
}
const place = {
  label: 1,
  sliceIndex: 4,
  sliceCount: 10,
  distanceBelow: 2,
  distanceAbove: 2,
  isShownBelow: true,
  isShownAbove: true,
}
const slice = { ...place, radiusSlices: 5, predictedVoxels: 80, expectedVoxels: 80 }

describe('expectedIou', () => {
  it('between two slices goes by the harmonic distance in radii of the class', () => {
    // 2 · 2 / (2 + 2) = 1 slice, a fifth of the radius.
    expect(expectedIou(model, slice)).toBeCloseTo(Math.exp(-1 / 5))
    expect(expectedIou({ ...model, sides: 'nearer' }, slice)).toBeCloseTo(Math.exp(-2 / 5))
  })

  it('cannot exceed what the sizes allow', () => {
    expect(expectedIou(model, { ...slice, predictedVoxels: 40 })).toBeCloseTo(Math.exp(-1 / 5) / 2)
  })

  it('beyond the outermost slice goes by the distance to it', () => {
    const beyond = { ...slice, isShownAbove: false, distanceAbove: null }
    expect(expectedIou(model, beyond)).toBeCloseTo(Math.exp(-0.5 * (2 / 5)))
  })

  const learned = { ...model, parameters: { ...model.parameters, floor: 0.7 } }

  it('is the floor where no annotated slice on either side shows the class, and less for smaller masks', () => {
    const alone = { ...slice, isShownBelow: false, isShownAbove: false }
    expect(expectedIou(learned, alone)).toBeCloseTo(0.7)
    // Half as wide: the same border is twice as large a share of it.
    expect(expectedIou(learned, { ...alone, predictedVoxels: 20 })).toBeCloseTo(0.7 ** 2)
    expect(expectedIou(model, { ...alone, predictedVoxels: 8000 })).toBe(0)
  })

  it('holds the size that annotated slices let expect against what was learned only near them', () => {
    const half = { ...slice, expectedVoxels: 160 }
    const far = { ...half, sliceIndex: 400, sliceCount: 1000, distanceBelow: 300, distanceAbove: 300 }
    expect(expectedIou(learned, { ...half, radiusSlices: 1e6 })).toBeCloseTo(1 / 2)
    expect(expectedIou(learned, far)).toBeCloseTo(0.7 * (1 / 2) ** 0.3)
  })
})

describe('expectedOverlap', () => {
  const nothing = { ...slice, predictedVoxels: 0 }
  const learned = { ...model, parameters: { ...model.parameters, floor: 0.75 } }

  it('counts what a shape method left empty as missed', () => {
    expect(expectedOverlap(model, nothing)).toEqual({ intersectionVoxels: 0, unionVoxels: 80 })
  })

  it('believes a method that has learned the class where it paints nothing, as far as it is right elsewhere', () => {
    expect(expectedOverlap(learned, nothing)).toEqual({ intersectionVoxels: 0, unionVoxels: 20 })
  })

  it('has the expected IoU where something was painted', () => {
    for (const each of [model, learned]) {
      const { intersectionVoxels, unionVoxels } = expectedOverlap(each, slice)
      expect(intersectionVoxels / unionVoxels).toBeCloseTo(expectedIou(each, slice))
    }
  })
})

describe('expectedVoxelsAt', () => {
  const sizes = [0, 0, 8, 0, 4, 0, 0, 0, 0, 0]
  const filled = filledCaseOf({
    caseId: 'a',
    states: sizes.map((size) => (size > 0 ? 'annotated' : 'not-annotated')),
    filled: {
      data: Uint8Array.from(sizes.flatMap((size) => Array.from({ length: 8 }, (_, at) => (at < size ? 1 : 0)))),
      height: 2,
      width: 4,
      spacingMm: [1, 1, 1],
    },
  })

  it('is linear between two slices and falls to 0 towards the end of the volume', () => {
    const between = { ...place, sliceIndex: 3, distanceBelow: 1, distanceAbove: 1 }
    expect(expectedVoxelsAt(filled, between)).toBe(6)
    // Slice 5 of 0 to 9: one slice from 4 voxels, five from where the volume has ended.
    const beyond = { ...place, sliceIndex: 5, distanceBelow: 1, distanceAbove: null, isShownAbove: false }
    expect(expectedVoxelsAt(filled, beyond)).toBeCloseTo((4 * 5) / 6)
  })
})
