import { describe, expect, it } from 'vitest'
import type { Direction } from '../../../../src-main/domain/volume/geometry'
import { anatomicalAxes, slicePlaneOf } from '../../../../src-main/domain/volume/orientation'
import { isSheared, refuseSheared, shearDegrees } from '../../../../src-main/domain/volume/shear'
import { sliceAxisWarnings } from '../../../../src-main/domain/volume/volumeWarnings'
import fromNibabel from '../../../fixtures/nifti/orientations.json'

const tilted = (degrees: number): Direction => {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  return [1, 0, 0, 0, c, -s, 0, s, c]
}
const geometry = (direction: Direction) => ({
  size: [1, 1, 1] as const,
  spacingMm: [1, 1, 1] as const,
  originMm: [0, 0, 0] as const,
  direction,
})

describe('anatomicalAxes', () => {
  it.each(fromNibabel.map(({ direction, codes }, n) => [n, direction, codes] as const))(
    'grid %i as nibabel 5.4.2',
    (_, direction, codes) => {
      expect(anatomicalAxes({ direction: direction as unknown as Direction }).codes).toBe(codes)
    },
  )

  it('knows the space axis and the sign behind each letter', () => {
    // i runs toward the back, j toward the feet, k to the right.
    expect(anatomicalAxes({ direction: [0, 0, -1, 1, 0, 0, 0, -1, 0] })).toEqual({
      codes: 'PIR',
      spaceAxes: [1, 2, 0],
      signs: [1, -1, -1],
    })
  })
})

describe('slicePlaneOf', () => {
  it.each([
    ['k', 0, 'axial', 0],
    ['i', 0, 'sagittal', 0],
    ['j', 0, 'coronal', 0],
    ['k', 17, 'axial', 17],
    ['k', 36, 'axial', 36],
    ['k', 38, 'oblique', 38],
    ['k', 60, 'coronal', 30],
    ['k', 90, 'coronal', 0],
  ] as const)('axis %s of a grid tilted by %i° is %s', (axis, degrees, plane, tilt) => {
    const found = slicePlaneOf({ geometry: geometry(tilted(degrees)), axis })
    expect(found.plane).toBe(plane)
    expect(found.tiltDegrees).toBeCloseTo(tilt, 5)
    expect(sliceAxisWarnings(geometry(tilted(degrees)), axis)).toHaveLength(plane === 'axial' ? 0 : 1)
  })

  it('goes by the plane, not the axis, of a sheared grid: with a tilted gantry the table moves slantwise', () => {
    const sheared: Direction = [1, 0, 0, 0, 1, Math.sin(0.7), 0, 0, Math.cos(0.7)]
    expect(slicePlaneOf({ geometry: geometry(sheared), axis: 'k' })).toEqual({ plane: 'axial', tiltDegrees: 0 })
  })
})

describe('shear', () => {
  const gantry: Direction = [1, 0, 0, 0, 1, 0.6, 0, 0, 0.8]

  it('is the angle off 90°', () => {
    expect(shearDegrees({ direction: gantry })).toBeCloseTo(36.87, 2)
    expect(isSheared({ direction: gantry })).toBe(true)
    expect(isSheared({ direction: tilted(30) })).toBe(false)
  })

  it('is refused by name', () => {
    expect(() => refuseSheared(geometry(gantry), 'ct.nii.gz')).toThrowError(/ct\.nii\.gz has voxel axes 36\.9° off/)
    refuseSheared(geometry(tilted(30)), 'ct.nii.gz')
  })
})
