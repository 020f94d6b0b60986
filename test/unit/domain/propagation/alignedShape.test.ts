import { describe, expect, it } from 'vitest'
import { sliceStatesOf } from '../../../../src-main/domain/labels/sliceStates'
import { openShapeInterpolator } from '../../../../src-main/domain/propagation/openShapeInterpolator'
import { segmentsOf } from '../../../../src-main/domain/propagation/segments'
import { sliceStackOf } from '../../../../src-main/domain/propagation/SliceStack'
import { drawn, gridWorld } from '../../../support/gridWorld'
import { propagated } from '../../../support/propagated'

const blank = '????????? ????????? ????????? ????????? ?????????'
const nothing = '......... ......... ......... ......... .........'
const left = '......... 111...... 111...... 111...... .........'
const middle = '......... ...111... ...111... ...111... .........'
const right = '......... ......111 ......111 ......111 .........'

describe('aligned shape', () => {
  it('follows a square that moves further than it is wide', async () => {
    const { dense } = await propagated(gridWorld([left, blank, right]), 'aligned-shape')
    expect(drawn(dense)).toEqual([left, middle, right])
  })

  it('leaves no seam between two classes whose border moves', async () => {
    const { dense } = await propagated(
      gridWorld(['11112222', '????????', '????????', '????????', '11222222']),
      'aligned-shape',
    )
    for (const slice of drawn(dense)) expect(slice).toMatch(/^1+2+$/)
  })

  it('lets nothing pass an annotated-empty slice, and ends before it', async () => {
    const sparse = gridWorld([middle, blank, blank, blank, nothing, blank])
    const { dense, slices } = await propagated(sparse, 'aligned-shape')
    expect([drawn(dense)[0], drawn(dense)[3], drawn(dense)[4], drawn(dense)[5]]).toEqual([
      middle,
      nothing,
      nothing,
      nothing,
    ])
    expect(drawn(dense)[1]).toContain('1')
    expect(slices[1]).toMatchObject({ state: 'propagated', keySliceIndices: [0], hops: 1 })
  })

  it('repeats masks, or leaves slices out, where that is asked for', async () => {
    const sparse = gridWorld([blank, middle, blank])
    expect(drawn((await propagated(sparse, 'aligned-shape', { outside: 'repeat' })).dense)[2]).toBe(middle)
    expect(drawn((await propagated(sparse, 'aligned-shape', { outside: 'background' })).dense)[2]).toBe(nothing)
  })

  it('a key slice left out is as one that is not annotated', () => {
    const open = (slices: string[]) => {
      const labelMap = gridWorld(slices)
      const stack = sliceStackOf(labelMap, 'k')
      const data = stack.data.map((label) => (label === 255 ? 0 : label))
      const segments = segmentsOf(sliceStatesOf({ labelMap, axis: 'k' }))
      return openShapeInterpolator({ stack: { ...stack, data }, segments })
    }
    const leftOut = open([left, blank, left, blank, right]).estimate(2, { leaveOut: new Set([2]) })
    expect(leftOut).toEqual(open([left, blank, blank, blank, right]).estimate(2))
  })
})
