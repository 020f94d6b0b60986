import { expect, it } from 'vitest'
import { cellsPath, positionAfterKey, positionAt, rangesOf } from '../../../src-renderer/components/stripGeometry'

it('draws one rectangle a cell with its gaps: the third of four in 400 pixels', () => {
  // Cells are 100 wide; a fifth would be 20 of gap, but 2 is the most: 1 on each side.
  expect(cellsPath({ positions: [2], size: { count: 4, widthPixels: 400 }, top: 1, bottom: 9 })).toBe(
    'M201 1H299V9H201Z',
  )
})

it('puts neighbours together', () => {
  expect(rangesOf([3, 4, 5, 9])).toEqual([
    [3, 5],
    [9, 9],
  ])
  expect(rangesOf([])).toEqual([])
})

it.each([
  [10, 0],
  [129, 1],
  [-5, 0],
  [5000, 3],
])('finds at x = %i cell %i of a strip from 10 to 410', (clientX, position) => {
  expect(positionAt({ clientX, box: { left: 10, width: 400 }, count: 4 })).toBe(position)
})

it.each([
  ['ArrowRight', 5, 6],
  ['ArrowRight', 19, 19],
  ['ArrowLeft', 0, 0],
  ['PageDown', 5, 15],
  ['ArrowDown', 5, 6],
  ['Home', 7, 0],
  ['End', 7, 19],
  ['q', 7, null],
])('%s leads from %i of 20 to %s', (key, position, expected) => {
  expect(positionAfterKey(key, { position, count: 20 })).toBe(expected)
})
