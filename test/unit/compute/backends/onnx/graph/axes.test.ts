import { expect, test } from 'vitest'
import {
  channelsFirst,
  filterOrder,
  permuted,
  toLogical,
  toPhysical,
  unpermuted,
} from '../../../../../../src-main/compute/backends/onnx/graph/axes'

test('memory orders of images and filters', () => {
  expect(channelsFirst(5)).toEqual([0, 4, 1, 2, 3])
  expect(channelsFirst(3)).toEqual([0, 1, 2])
  expect(filterOrder(4)).toEqual([3, 2, 0, 1])
  expect(permuted([2, 5, 6, 3], channelsFirst(4))).toEqual([2, 3, 5, 6])
  expect(unpermuted([2, 3, 5, 6], channelsFirst(4))).toEqual([2, 5, 6, 3])
})

test('a small image, two voxels of three channels, to channels first and back', () => {
  const image = Float32Array.of(1, 10, 100, 2, 20, 200)
  const first = toPhysical(image, [1, 1, 2, 3], [0, 3, 1, 2])
  expect(first).toEqual(Float32Array.of(1, 2, 10, 20, 100, 200))
  expect(toLogical(first, [1, 1, 2, 3], [0, 3, 1, 2])).toEqual(image)
})

test('moving axes of size 1 copies nothing', () => {
  const image = Float32Array.of(1, 2, 3, 4)
  expect(toPhysical(image, [1, 2, 2, 1], [0, 3, 1, 2])).toBe(image)
})
