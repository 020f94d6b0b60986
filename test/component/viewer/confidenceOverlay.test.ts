import { expect, it } from 'vitest'
import { stripeConfidenceInPlace } from '../../../src-renderer/viewer/confidenceOverlay'

/** 6 × 2 voxels and two slices, all of one confidence; a row of the picture a line. */
function drawn(value: number): string[] {
  const result = new Uint8Array(24)
  stripeConfidenceInPlace({ confidence: new Uint8Array(24).fill(value), result, size: [6, 2, 2], from: 0, to: 24 })
  return Array.from({ length: 4 }, (_, row) => [...result.subarray(row * 6, row * 6 + 6)].join(''))
}

it('stripes doubtful voxels densely, less sure ones thinly, and leaves sure ones free', () => {
  // Diagonals run on from row to row and from slice to slice (seen by eye).
  expect(drawn(20)).toEqual(['110110', '101101', '101101', '011011'])
  expect(drawn(150)).toEqual(['200200', '002002', '002002', '020020'])
  expect(drawn(255)).toEqual(['000000', '000000', '000000', '000000'])
})

it('touches only what it is asked for, and may write where it reads', () => {
  const data = new Uint8Array(12).fill(0)
  stripeConfidenceInPlace({ confidence: data, result: data, size: [6, 1, 2], from: 6, to: 12 })
  expect([...data]).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 0, 1])
})
