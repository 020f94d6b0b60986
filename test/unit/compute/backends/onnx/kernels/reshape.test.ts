import { expect, test } from 'vitest'
import { orderAfterReshape } from '../../../../../../src-main/compute/backends/onnx/kernels/reshape'

const channelsFirst = [0, 3, 1, 2]

test('channels split into groups stay where they are: group norm moves nothing', () => {
  expect(orderAfterReshape([2, 4, 6, 8], [2, 24, 2, 4], channelsFirst)).toEqual([0, 2, 3, 1])
})

test('rows and columns that lie together can become one axis', () => {
  expect(orderAfterReshape([2, 4, 6, 8], [2, 24, 8], channelsFirst)).toEqual([0, 2, 1])
})

test('batch and space do not lie together unless the batch is one', () => {
  expect(orderAfterReshape([2, 4, 6, 8], [48, 8], channelsFirst)).toBeUndefined()
  expect(orderAfterReshape([1, 4, 6, 8], [24, 8], channelsFirst)).toEqual([1, 0])
})

test('axes of size 1 come and go freely', () => {
  expect(orderAfterReshape([2, 4, 6, 8], [2, 4, 6, 1, 8], channelsFirst)).toEqual([0, 4, 1, 2, 3])
  expect(orderAfterReshape([1, 1, 1, 8], [8], channelsFirst)).toEqual([0])
})
