import { describe, expect, it } from 'vitest'
import type { LabelMap } from '../../../../src-main/domain/labels/LabelMap'
import { drawn, gridWorld } from '../../../support/gridWorld'
import { propagated } from '../../../support/propagated'

describe('Algorithm 1 with the nearest key slice', () => {
  it('fills every slice from its nearest key slice; of two equally near ones from the lower', async () => {
    const { dense, slices } = await propagated(gridWorld(['?', '1', '?', '?', '?', '2', '?']), 'nearest')
    expect(drawn(dense)).toEqual(['1', '1', '1', '1', '2', '2', '2'])
    expect(slices.map(({ keySliceIndices, hops }) => [...keySliceIndices, hops])).toEqual([
      [1, 1],
      [1, 0],
      [1, 1],
      [1, 2], // slice 3 is two steps from either: the queue holds 1 before 5
      [5, 1],
      [5, 0],
      [5, 1],
    ])
    expect(slices.map(({ state }) => state)).toEqual([
      'propagated',
      'annotated',
      'propagated',
      'propagated',
      'propagated',
      'annotated',
      'propagated',
    ])
  })

  it('lets nothing through an annotated-empty slice', async () => {
    const { dense, slices } = await propagated(gridWorld(['?', '1', '?', '.', '?', '?', '2', '?']), 'nearest')
    expect(drawn(dense)).toEqual(['1', '1', '1', '.', '2', '2', '2', '2'])
    expect(slices[3]).toEqual({ sliceIndex: 3, state: 'annotated-empty', keySliceIndices: [3], hops: 0 })
  })

  it('says what nothing reached: background, or 255 on request', async () => {
    const sparse = gridWorld(['1', '?', '.', '?', '?', '.'])
    const asBackground = await propagated(sparse, 'nearest')
    expect(drawn(asBackground.dense)).toEqual(['1', '1', '.', '.', '.', '.'])
    expect(asBackground.slices[3]).toEqual({ sliceIndex: 3, state: 'background', keySliceIndices: [], hops: null })
    const asIgnore = await propagated(sparse, 'nearest', { unreached: 'ignore' })
    expect(drawn(asIgnore.dense)).toEqual(['1', '1', '.', '?', '?', '.'])
    expect(asIgnore.slices[3]).toEqual({ sliceIndex: 3, state: 'not-annotated', keySliceIndices: [], hops: null })
  })

  it('carries all classes of a slice together', async () => {
    const { dense } = await propagated(gridWorld(['12.', '???', '.21']), 'nearest')
    expect(drawn(dense)).toEqual(['12.', '12.', '.21'])
  })

  it('carries what a partly annotated slice shows, and leaves that slice as it is', async () => {
    const { dense } = await propagated(gridWorld(['1?.', '???']), 'nearest')
    expect(drawn(dense)).toEqual(['1?.', '1..'])
  })
})

describe('signed distance', () => {
  it('puts a square that moves by two voxels half way', async () => {
    const { dense, slices } = await propagated(
      gridWorld([
        '....... .333... .333... .333... .......',
        '??????? ??????? ??????? ??????? ???????',
        '....... ...333. ...333. ...333. .......',
      ]),
      'signed-distance',
    )
    expect(drawn(dense)[1]).toBe('....... ...3... ..333.. ...3... .......')
    expect(slices[1]).toEqual({ sliceIndex: 1, state: 'propagated', keySliceIndices: [0, 2], hops: 1 })
  })

  it('grows a square evenly from one size to another', async () => {
    const { dense } = await propagated(
      gridWorld([
        '....... ....... ..111.. ..111.. ..111.. ....... .......',
        '??????? ??????? ??????? ??????? ??????? ??????? ???????',
        '1111111 1111111 1111111 1111111 1111111 1111111 1111111',
      ]),
      'signed-distance',
    )
    expect(drawn(dense)[1]).not.toBe(drawn(dense)[0])
    expect(drawn(dense)[1].split(' ')[3]).toMatch(/^\.?1{5,7}\.?$/)
  })

  it('lets a class that one key slice lacks end half way', async () => {
    const bar = '.2222.'
    const { dense } = await propagated(
      gridWorld(['1.....', bar, '??????', '??????', '??????', '1.....']),
      'signed-distance',
    )
    expect(drawn(dense)[2]).toContain('2')
    expect(drawn(dense).slice(3, 5).join('')).not.toContain('2')
  })

  it('leaves no seam between two classes whose border moves', async () => {
    const { dense } = await propagated(
      gridWorld(['11112222', '????????', '????????', '????????', '11222222']),
      'signed-distance',
    )
    expect(drawn(dense).join('')).not.toContain('.')
    for (const slice of drawn(dense)) expect(slice).toMatch(/^1+2+$/)
    expect(drawn(dense)[2]).toMatch(/^111?[12]2/)
  })

  it('measures in millimetres', async () => {
    // Along i the mask is 1 mm wide a voxel, along j 10 mm: the shape follows the near border, which is along i.
    const key = ['....... .11111. .......', '??????? ??????? ???????', '....... ...1... .......']
    const wide = await propagated(gridWorld(key, [1, 10, 1]), 'signed-distance')
    expect(drawn(wide.dense)[1]).toBe('....... ..111.. .......')
  })

  it('stays 0 between shapes that do not overlap, which counts as not reached', async () => {
    const sparse = gridWorld(['11.....', '???????', '.....11'])
    expect(drawn((await propagated(sparse, 'signed-distance')).dense)[1]).toBe('.......')
    const { dense, slices } = await propagated(sparse, 'signed-distance', { unreached: 'ignore' })
    expect(drawn(dense)[1]).toBe('???????')
    expect(slices[1].state).toBe('not-annotated')
  })
})

describe.each(['nearest', 'signed-distance', 'morphological-contour'])('%s: contract.md §2', (method) => {
  // Three voxels wide: ITK's filter gives nothing between masks of two.
  const key = '..... .111. .111. .111. .....'
  const blank = '????? ????? ????? ????? ?????'
  const nothing = '..... ..... ..... ..... .....'

  it('fills between equal key slices with the same', async () => {
    const { dense } = await propagated(gridWorld([key, blank, blank, key]), method)
    expect(drawn(dense)).toEqual([key, key, key, key])
  })

  it.each([
    ['repeat', key, 'propagated'],
    ['background', nothing, 'background'],
    ['ignore', blank, 'not-annotated'],
  ] as const)('outside %s', async (outside, expected, state) => {
    const sparse = gridWorld([blank, key, blank, key, blank, nothing, blank])
    const { dense, slices } = await propagated(sparse, method, { outside })
    // Below the first key slice and above the last, up to the block; beyond the block nothing arrives.
    expect(drawn(dense)).toEqual([expected, key, key, key, expected, nothing, nothing])
    expect([slices[0].state, slices[2].state, slices[4].state, slices[6].state]).toEqual([
      state,
      'propagated',
      state,
      'background',
    ])
    if (outside === 'repeat') expect(slices[4]).toMatchObject({ keySliceIndices: [3], hops: 1 })
  })

  it('outside half-way: the nearer of key slice and empty slice decides, and the volume goes on beyond its ends', async () => {
    const sparse = gridWorld([blank, blank, key, key, blank, blank, blank, nothing, blank])
    const { dense, slices } = await propagated(sparse, method, { outside: 'half-way' })
    // Slice 5 is two slices from both: not the key slice's.
    expect(drawn(dense)).toEqual([key, key, key, key, key, nothing, nothing, nothing, nothing])
    expect(slices.map(({ state }) => state).slice(4, 8)).toEqual([
      'propagated',
      'background',
      'background',
      'annotated-empty',
    ])
  })

  it('does not paint into an annotated-empty slice between two key slices', async () => {
    const { dense } = await propagated(gridWorld([key, blank, key, blank, nothing, blank, key, blank, key]), method)
    const slices = drawn(dense)
    expect([slices[0], slices[1], slices[2], slices[4], slices[7]]).toEqual([key, key, key, nothing, key])
  })

  it('takes a single key slice', async () => {
    const sparse = gridWorld([blank, key, blank])
    expect(drawn((await propagated(sparse, method, { outside: 'repeat' })).dense)).toEqual([key, key, key])
    expect(drawn((await propagated(sparse, method, { outside: 'background' })).dense)).toEqual([nothing, key, nothing])
  })

  it('returns a fully annotated map as it is', async () => {
    const dense = gridWorld([key, nothing, key])
    expect(drawn((await propagated(dense, method)).dense)).toEqual(drawn(dense))
  })

  it('does the same along every axis', async () => {
    const alongK = gridWorld([blank, key, blank, key, blank])
    const expected = await propagated(alongK, method)
    for (const axis of ['i', 'j'] as const) {
      const turned = await propagated(swapAxes(alongK, axis), method, { axis })
      expect(drawn(swapAxes(turned.dense, axis))).toEqual(drawn(expected.dense))
      expect(turned.slices).toEqual(expected.slices)
    }
  })
})

/** The same world with `axis` and k exchanged; all its axes are equally long. */
function swapAxes({ data, geometry }: LabelMap, axis: 'i' | 'j'): LabelMap {
  const n = geometry.size[0]
  const swapped = new Uint8Array(data.length)
  for (let k = 0; k < n; k++)
    for (let j = 0; j < n; j++)
      for (let i = 0; i < n; i++)
        swapped[axis === 'i' ? k + n * (j + n * i) : i + n * (k + n * j)] = data[i + n * (j + n * k)]
  return { data: swapped, geometry }
}
