import { describe, expect, it } from 'vitest'
import type { LabelMap } from '../../../../src-main/domain/labels/LabelMap'
import { sliceStatesOf } from '../../../../src-main/domain/labels/sliceStates'
import { sparsify } from '../../../../src-main/domain/labels/sparsify'
import { IDENTITY_DIRECTION } from '../../../../src-main/domain/volume/geometry'

/** 2 × 2 × 3, one line a k slice; the second one is empty. */
const labelMap: LabelMap = {
  // prettier-ignore
  data: Uint8Array.of(
    0, 1, 0, 0,
    0, 0, 0, 0,
    0, 2, 0, 2,
  ),
  geometry: { size: [2, 2, 3], spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION },
}

describe('sparsify', () => {
  it('keeps the chosen slices and makes 255 of the others', () => {
    const sparse = sparsify({ labelMap, axis: 'k', sliceIndices: [1, 0, 1] })
    // prettier-ignore
    expect([...sparse.data]).toEqual([
      0, 1, 0, 0,
      0, 0, 0, 0,
      255, 255, 255, 255,
    ])
    expect(sparse.geometry).toBe(labelMap.geometry)
    expect(sliceStatesOf({ labelMap: sparse, axis: 'k' })).toEqual(['annotated', 'annotated-empty', 'not-annotated'])
  })

  it.each([
    ['i', [0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255], ['annotated-empty', 'not-annotated']],
    ['j', [0, 1, 255, 255, 0, 0, 255, 255, 0, 2, 255, 255], ['annotated', 'not-annotated']],
  ] as const)('cuts along %s too', (axis, expected, states) => {
    const sparse = sparsify({ labelMap, axis, sliceIndices: [0] })
    expect([...sparse.data]).toEqual(expected)
    expect(sliceStatesOf({ labelMap: sparse, axis })).toEqual(states)
  })

  it.each([[3], [-1], [0.5]])('refuses slice %d', (sliceIndex) => {
    expect(() => sparsify({ labelMap, axis: 'k', sliceIndices: [0, sliceIndex] })).toThrow(
      expect.objectContaining({
        code: 'SLICE_INDEX_OUT_OF_RANGE',
        message: expect.stringContaining('numbered 0 to 2'),
      }),
    )
  })
})

describe('sliceStatesOf', () => {
  it('counts a slice with a few annotated voxels (scribbles) as annotated', () => {
    const data = Uint8Array.of(255, 255, 255, 1, 255, 0, 255, 255, 255, 255, 255, 255)
    expect(sliceStatesOf({ labelMap: { ...labelMap, data }, axis: 'k' })).toEqual([
      'annotated',
      'annotated-empty',
      'not-annotated',
    ])
  })
})
