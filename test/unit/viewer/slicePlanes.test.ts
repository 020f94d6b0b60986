import { describe, expect, it } from 'vitest'
import type { Direction, Geometry } from '../../../src-main/domain/volume/geometry'
import {
  clampVoxel,
  directionLetters,
  middleVoxel,
  paneOfAxis,
  slicePlane,
  worldToVoxel,
} from '../../../src-renderer/viewer/slicePlanes'

const AXIAL: Direction = [1, 0, 0, 0, 1, 0, 0, 0, 1]
/** Slices stacked from right to left; columns run down (toward the feet), rows backward: a sagittal acquisition. */
const SAGITTAL: Direction = [0, 0, 1, 1, 0, 0, 0, -1, 0]

function grid(direction: Direction): Geometry {
  return { size: [4, 6, 8], spacingMm: [1, 2, 3], originMm: [10, 20, 30], direction }
}

describe('slicePlane', () => {
  it('shows an axial slice from the feet: left on the right, anterior up', () => {
    const plane = slicePlane({ geometry: grid(AXIAL), pane: 'axial', convention: 'radiological' })
    expect(plane).toMatchObject({ right: [1, 0, 0], up: [0, -1, 0], voxelAxis: 2, tiltDegrees: 0 })
    expect(plane.towardViewer.map(Math.round)).toEqual([0, 0, -1].map((each) => each + 0))
  })

  it('turns left and right of axial and coronal in neurological convention, and nothing else', () => {
    const of = (pane: 'axial' | 'coronal' | 'sagittal') =>
      slicePlane({ geometry: grid(AXIAL), pane, convention: 'neurological' })
    expect(of('axial').right.map((each) => each + 0)).toEqual([-1, 0, 0])
    expect(of('axial').up.map((each) => each + 0)).toEqual([0, -1, 0])
    expect(of('coronal').right.map((each) => each + 0)).toEqual([-1, 0, 0])
    expect(of('sagittal').right).toEqual([0, 1, 0])
  })

  it('finds the voxel axis that runs through each pane of a sagittal acquisition', () => {
    const axisOf = (pane: 'axial' | 'coronal' | 'sagittal') =>
      slicePlane({ geometry: grid(SAGITTAL), pane, convention: 'radiological' }).voxelAxis
    expect([axisOf('axial'), axisOf('sagittal'), axisOf('coronal')]).toEqual([1, 2, 0])
    expect(paneOfAxis(grid(SAGITTAL), 'k')).toBe('sagittal')
    expect(paneOfAxis(grid(AXIAL), 'k')).toBe('axial')
  })

  it('says by how much an oblique acquisition is tilted', () => {
    const [c, s] = [Math.cos(Math.PI / 10), Math.sin(Math.PI / 10)]
    const tilted = grid([1, 0, 0, 0, c, s, 0, -s, c])
    expect(slicePlane({ geometry: tilted, pane: 'axial', convention: 'radiological' }).tiltDegrees).toBeCloseTo(18)
    expect(slicePlane({ geometry: tilted, pane: 'sagittal', convention: 'radiological' }).tiltDegrees).toBeCloseTo(0)
  })
})

describe('directionLetters', () => {
  it('names the axes of LPS', () => {
    expect([directionLetters([1, 0, 0]), directionLetters([-1, 0, 0])]).toEqual(['L', 'R'])
    expect([directionLetters([0, 1, 0]), directionLetters([0, -1, 0])]).toEqual(['P', 'A'])
    expect([directionLetters([0, 0, 1]), directionLetters([0, 0, -1])]).toEqual(['H', 'F'])
  })

  it('adds a second letter from 12 degrees on, the stronger first, and never a third', () => {
    expect(directionLetters([0, -Math.cos(0.31), Math.sin(0.31)])).toBe('AH')
    expect(directionLetters([0, -1, 0.1])).toBe('A')
    expect(directionLetters([0.6, 0.5, 0.55])).toBe('LH')
  })
})

describe('worldToVoxel', () => {
  it('undoes the affine', () => {
    expect(worldToVoxel(grid(AXIAL), [12, 26, 33])).toEqual([2, 3, 1])
    // k runs to the left, i backward, j toward the feet.
    const [i, j, k] = worldToVoxel(grid(SAGITTAL), [10 + 6, 20 + 1, 30 - 4])
    expect([i, j, k].map((each) => Math.round(each * 1e6) / 1e6)).toEqual([1, 2, 2])
  })

  it('undoes a sheared affine', () => {
    // The k axis leans backward by as much as it rises (not of unit length: a tilted gantry).
    const sheared = grid([1, 0, 0, 0, 1, 0.5, 0, 0, 1])
    expect(worldToVoxel(sheared, [10, 20 + 0.5 * 6, 30 + 6]).map((each) => each + 0)).toEqual([0, 0, 2])
  })
})

it('a clicked point outside is moved to the nearest voxel', () => {
  expect(clampVoxel(grid(AXIAL), [-3, 2.6, 99])).toEqual([0, 3, 7])
  expect(middleVoxel(grid(AXIAL))).toEqual([2, 3, 4])
})
