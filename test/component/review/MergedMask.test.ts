import { expect, it } from 'vitest'
import { MergedMask } from '../../../src-renderer/pages/review/MergedMask'
import type { LabelLayer } from '../../../src-renderer/viewer/viewerTypes'

/** Two slices of 2 × 1 voxels. */
const size = [2, 1, 2] as const

function layer(kind: LabelLayer['kind'], data: readonly number[]): LabelLayer {
  const look = { style: 'both', isVisible: true, opacityFraction: 1 } as const
  return {
    layerId: kind,
    kind,
    title: kind,
    classes: [{ label: 1, name: 'liver' }],
    data: Uint8Array.from(data),
    ...look,
  }
}

it('is what was drawn, and elsewhere what is suggested; an accepted slice stays the same', () => {
  const working = layer('working', [1, 0, 0, 0])
  const suggestion = layer('suggestion', [0, 0, 0, 2])
  const merged = new MergedMask([working, suggestion])
  expect([...merged.layer.data]).toEqual([1, 0, 0, 2])
  // Accepting moves slice 2 from the suggestion into the working label map.
  working.data.set([0, 2], 2)
  suggestion.data.set([0, 0], 2)
  merged.update({ size, sliceAxis: 'k', sliceIndices: [1] })
  expect([...merged.layer.data]).toEqual([1, 0, 0, 2])
  // Nothing of it is left when it is taken out of both.
  working.data.set([0, 0], 2)
  merged.update({ size, sliceAxis: 'k', sliceIndices: [1] })
  expect([...merged.layer.data]).toEqual([1, 0, 0, 0])
})

it('takes all over where slices are not along k', () => {
  const working = layer('working', [0, 0, 0, 0])
  const merged = new MergedMask([working])
  working.data.set([1, 0, 1, 0])
  merged.update({ size, sliceAxis: 'i', sliceIndices: [0] })
  expect([...merged.layer.data]).toEqual([1, 0, 1, 0])
})
