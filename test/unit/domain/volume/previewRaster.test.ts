import { expect, it } from 'vitest'
import type { Direction } from '../../../../src-main/domain/volume/geometry'
import {
  greyPreview,
  labelPreview,
  previewSize,
  radiologicalTurn,
  turned,
} from '../../../../src-main/domain/volume/previewRaster'
import type { SliceAxis } from '../../../../src-main/domain/volume/slices'

const grid = { size: [2, 3, 4], spacingMm: [1, 1, 1], originMm: [0, 0, 0] } as const

/** Each voxel of a slice is named by where it lies; after turning, the picture's corners must be these. */
it.each<[string, Direction, SliceAxis, string[]]>([
  // LPS: i to the left, j to posterior, k to superior. Axial: right of the picture = left of the patient, anterior on top.
  ['axial LPS', [1, 0, 0, 0, 1, 0, 0, 0, 1], 'k', ['i0 j0', 'i1 j0', 'i0 j2', 'i1 j2']],
  // RAS: i to the right, j to anterior.
  ['axial RAS', [-1, 0, 0, 0, -1, 0, 0, 0, 1], 'k', ['i1 j2', 'i0 j2', 'i1 j0', 'i0 j0']],
  // i to posterior, j to the left: transposed.
  ['axial transposed', [0, 1, 0, 1, 0, 0, 0, 0, 1], 'k', ['i0 j0', 'i0 j2', 'i1 j0', 'i1 j2']],
  // Coronal of an LPS grid: superior (large k) on top, the patient's left on the right.
  ['coronal', [1, 0, 0, 0, 1, 0, 0, 0, 1], 'j', ['i0 k3', 'i1 k3', 'i0 k0', 'i1 k0']],
  // Sagittal of an LPS grid: superior on top, anterior (small j) on the left.
  ['sagittal', [1, 0, 0, 0, 1, 0, 0, 0, 1], 'i', ['j0 k3', 'j2 k3', 'j0 k0', 'j2 k0']],
])('turns %s slices to radiological convention', (_, direction, axis, corners) => {
  const names = (['i', 'j', 'k'] as const).filter((each) => each !== axis)
  const [width, height] = names.map((name) => grid.size[['i', 'j', 'k'].indexOf(name)]!) as [number, number]
  const data = Uint8Array.from({ length: width * height }, (_, at) => at)
  const picture = turned({ data, width, height }, radiologicalTurn({ geometry: { ...grid, direction }, axis }))
  const at = (x: number, y: number) => {
    const stored = picture.data[y * picture.width + x]!
    return `${names[0]}${stored % width} ${names[1]}${Math.floor(stored / width)}`
  }
  const [right, bottom] = [picture.width - 1, picture.height - 1]
  expect([at(0, 0), at(right, 0), at(0, bottom), at(right, bottom)]).toEqual(corners)
})

it('leaves oblique slices as they are stored', () => {
  const angle = Math.PI / 4
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const direction: Direction = [c, 0, s, 0, 1, 0, -s, 0, c]
  expect(radiologicalTurn({ geometry: { ...grid, direction }, axis: 'k' })).toEqual({
    isTransposed: false,
    isLeftRightMirrored: false,
    isTopBottomMirrored: false,
  })
})

it('shrinks to the longer side and never enlarges', () => {
  expect(previewSize({ width: 512, height: 256 }, 128)).toEqual({ width: 128, height: 64 })
  expect(previewSize({ width: 30, height: 50 }, 128)).toEqual({ width: 30, height: 50 })
  expect(previewSize({ width: 512, height: 1 }, 128)).toEqual({ width: 128, height: 1 })
})

it('averages the area that each pixel covers', () => {
  // Three columns become two: each covers one and a half.
  const slice = { data: [0, 30, 90], width: 3, height: 1 }
  const { data } = greyPreview(slice, { size: { width: 2, height: 1 }, lowerValue: 0, upperValue: 255 })
  expect([...data]).toEqual([10, 70])
})

it('shows the window from black to white, and what is no number as black', () => {
  const slice = { data: [-100, 0, 50, 100, 300, Number.NaN], width: 6, height: 1 }
  const { data } = greyPreview(slice, { size: { width: 6, height: 1 }, lowerValue: 0, upperValue: 100 })
  expect([...data]).toEqual([0, 0, 128, 255, 255, 0])
})

it('takes the class in the middle of the area', () => {
  const slice = { data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), width: 3, height: 3 }
  expect([...labelPreview(slice, { width: 1, height: 1 }).data]).toEqual([5])
  expect([...labelPreview(slice, { width: 3, height: 1 }).data]).toEqual([4, 5, 6])
})
