import { describe, expect, it } from 'vitest'
import type { LabelMap } from '../../../../src-main/domain/labels/LabelMap'
import { sliceStatesOf } from '../../../../src-main/domain/labels/sliceStates'
import { openShapeInterpolator } from '../../../../src-main/domain/propagation/openShapeInterpolator'
import { segmentsOf } from '../../../../src-main/domain/propagation/segments'
import { sliceStackOf } from '../../../../src-main/domain/propagation/SliceStack'
import { IDENTITY_DIRECTION, type Triple } from '../../../../src-main/domain/volume/geometry'
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

  it('moves each of two things to its own partner, though neither overlaps it', async () => {
    const sparse = gridWorld([
      '............ .11....11... .11....11... ............',
      '???????????? ???????????? ???????????? ????????????',
      '............ ...11....11. ...11....11. ............',
    ])
    const { dense } = await propagated(sparse, 'aligned-shape')
    expect(drawn(dense)[1]).toBe('............ ..11....11.. ..11....11.. ............')
  })

  it('follows what splits and what merges', async () => {
    const [one, two, open] = [
      '.............. ...11111111... ...11111111... ..............',
      '.............. .1111....1111. .1111....1111. ..............',
      '?????????????? ?????????????? ?????????????? ??????????????',
    ]
    const halfApart = '.............. ..1111..1111.. ..1111..1111.. ..............'
    const split = await propagated(gridWorld([one, open, two]), 'aligned-shape')
    expect(drawn(split.dense)[1]).toBe(halfApart)
    const merge = await propagated(gridWorld([two, open, open, open, one]), 'aligned-shape')
    expect(drawn(merge.dense)).toEqual([two, two, halfApart, one, one])
  })

  it('takes each of several things as if it were alone', async () => {
    const open = '?????????????????????????????? ?????????????????????????????? ??????????????????????????????'
    const lower = '.aa........bb............cc... .aa........bb............cc... ..............................'
    const upper = '...aa......bb.............ccc. ...aa....................ccc.. ..............................'
    const filled = async (letters: RegExp) => {
      const only = (slice: string) => slice.replace(letters, '1').replace(/[a-c]/g, '.')
      const sparse = gridWorld([open, open, only(lower), open, open, open, only(upper), open, open])
      return (await propagated(sparse, 'aligned-shape')).dense.data
    }
    const [together, first, second, third] = [
      await filled(/[abc]/g),
      await filled(/a/g),
      await filled(/b/g),
      await filled(/c/g),
    ]
    expect(together).toEqual(first.map((label, at) => label | second[at] | third[at]))
  })

  it('gives up a class that one side lacks half way, and leaves the other as it is', async () => {
    const open = '???????? ???????? ???????? ????????'
    const lacks = '1111.... 1111.... 1111.... 1111....'
    const shows = '1111.222 1111.222 1111.222 1111....'
    const { dense, slices } = await propagated(gridWorld([lacks, open, open, open, shows]), 'aligned-shape')
    const [, first, second, third] = drawn(dense)
    expect([first, second]).toEqual([lacks, lacks])
    expect(third.replaceAll('2', '.')).toBe(lacks)
    expect(third).toContain('22')
    expect(slices[3]).toMatchObject({ keySliceIndices: [0, 4] })
  })

  it('goes on to shrink what shrinks, beyond the outermost key slice', async () => {
    const open = '????????? ????????? ????????? ????????? ????????? ????????? ?????????'
    const { dense, slices } = await propagated(
      gridWorld([
        '......... .1111111. .1111111. .1111111. .1111111. .1111111. .........',
        open,
        '......... ......... ..11111.. ..11111.. ..11111.. ......... .........',
        open,
        open,
        open,
      ]),
      'aligned-shape',
    )
    expect(drawn(dense)[3]).toBe('......... ......... ......... ...111... ......... ......... .........')
    expect(drawn(dense)[5]).not.toContain('1')
    expect(slices.map(({ state }) => state).slice(3)).toEqual(['propagated', 'background', 'background'])
  })

  it('repeats the only key slice of a stack that is lower than its thing is wide', async () => {
    const [disk, open] = ['..1111.. .111111. .111111. ..1111..', '???????? ???????? ???????? ????????']
    const { dense } = await propagated(gridWorld([open, disk, open, open]), 'aligned-shape')
    expect(drawn(dense)).toEqual([disk, disk, disk, disk])
  })

  it('treats an annotated-empty slice as the end on both of its sides', async () => {
    const { dense, slices } = await propagated(
      gridWorld([middle, blank, blank, blank, nothing, blank, middle]),
      'aligned-shape',
    )
    expect(slices.map(({ keySliceIndices }) => keySliceIndices)).toEqual([[0], [0], [0], [], [4], [6], [6]])
    expect(drawn(dense)[4]).toBe(nothing)
    const apart = await propagated(gridWorld([blank, blank, nothing, blank, middle]), 'aligned-shape')
    expect(drawn(apart.dense).slice(0, 3)).toEqual([nothing, nothing, nothing])
  })

  it('never changes a key slice, one annotated in part included', async () => {
    const scribble = '????????? ?.11????? ????????? ???.22??? ?????????'
    const keys = [left, blank, scribble, blank, middle]
    const { dense, confidence } = await propagated(gridWorld(keys), 'aligned-shape')
    expect([0, 2, 4].map((at) => drawn(dense)[at])).toEqual([left, scribble, middle])
    const area = 9 * 5
    for (const at of [0, 2, 4])
      expect(confidence?.subarray(at * area, (at + 1) * area).every((each) => each === 255)).toBe(true)
    expect(confidence?.subarray(area, 2 * area).some((each) => each < 128)).toBe(true)
  })

  it('makes the same of the same', async () => {
    const sparse = gridWorld([blank, left, blank, blank, right, blank])
    const [once, again] = [await propagated(sparse, 'aligned-shape'), await propagated(sparse, 'aligned-shape')]
    expect(again.dense).toEqual(once.dense)
    expect(again.confidence).toEqual(once.confidence)
  })

  it('hands out the slices of a gap from its key slices inwards, gap by gap', async () => {
    const order: number[] = []
    await propagated(gridWorld([blank, left, blank, blank, blank, blank, right, blank, blank]), 'aligned-shape', {
      produced: (sliceIndex) => order.push(sliceIndex),
    })
    expect(order).toEqual([0, 2, 5, 3, 4, 7, 8])
  })

  it('stops within half a second of being cancelled in a large stack', async () => {
    const cancel = new AbortController()
    let cancelledAtMs = Infinity
    const running = propagated(movingDisks({ width: 384, sliceCount: 80, keyStep: 8 }), 'aligned-shape', {
      signal: cancel.signal,
      produced: () => {
        if (cancel.signal.aborted) return
        cancelledAtMs = performance.now()
        cancel.abort()
      },
    })
    await expect(running).rejects.toThrow('cancel')
    expect(performance.now() - cancelledAtMs).toBeLessThan(500)
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

/** A disk of two touching classes that wanders; annotated on every `keyStep`th slice. */
function movingDisks(options: { width: number; sliceCount: number; keyStep: number }): LabelMap {
  const { width, sliceCount, keyStep } = options
  const data = new Uint8Array(width * width * sliceCount).fill(255)
  for (let k = 0; k < sliceCount; k += keyStep)
    for (let j = 0, at = k * width * width; j < width; j++)
      for (let i = 0; i < width; i++, at++) {
        const [x, y] = [i - width * 0.5 - k, j - width * 0.5]
        data[at] = Math.hypot(x, y) > width * 0.3 ? 0 : x < 0 ? 1 : 2
      }
  const size: Triple = [width, width, sliceCount]
  return { data, geometry: { size, spacingMm: [1, 1, 2], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION } }
}
