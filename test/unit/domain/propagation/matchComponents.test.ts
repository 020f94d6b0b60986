import { describe, expect, it } from 'vitest'
import { matchComponents } from '../../../../src-main/domain/propagation/matchComponents'
import { sliceComponents, type SliceComponent } from '../../../../src-main/domain/propagation/sliceComponents'

/** Letters are components; each match is written as the letters below, an arrow and the letters above. */
function matched(below: string, above: string, spacingMm: readonly [number, number] = [1, 1]): string[] {
  const [lower, upper] = [below, above].map((drawing) => {
    const rows = drawing.split(' ')
    const slice = Uint8Array.from(rows.join(''), (each) => (each === '.' ? 0 : each.charCodeAt(0)))
    return { slice, components: sliceComponents({ slice, width: rows[0].length, isInside: (label) => label !== 0 }) }
  })
  const letters = (side: typeof lower, some: readonly SliceComponent[]) =>
    some.map(({ voxels }) => String.fromCharCode(side.slice[voxels[0]])).join('+')
  return matchComponents({ below: lower.components, above: upper.components, spacingMm }).map(
    (match) => `${letters(lower, match.below)}→${letters(upper, match.above)}`,
  )
}

describe('matchComponents', () => {
  it('matches what overlaps, whatever the order in which components are met', () => {
    expect(matched('aa..... aa..... ....bb. ....bb.', '.....bb ....bb. aa..... aa.....')).toEqual(['a→a', 'b→b'])
    expect(matched('aa..... aa...bb .....bb .......', '.....bb .a...bb .a..... .......')).toEqual(['a→a', 'b→b'])
  })

  it('joins the parts of what splits and of what merges', () => {
    expect(matched('aaaaaa', 'bb..cc')).toEqual(['a→b+c'])
    expect(matched('bb..cc', 'aaaaaa')).toEqual(['b+c→a'])
  })

  it('matches neighbours that do not overlap with the nearest one first', () => {
    expect(matched('aa...bb...... aa...bb......', '..aa...bb.... ..aa...bb....')).toEqual(['a→a', 'b→b'])
  })

  it('leaves alone what is far from everything else', () => {
    expect(matched('aa...........b', '.aa...........')).toEqual(['a→a', 'b→'])
    expect(matched('aa...bb.......', '.............c')).toEqual(['a→', 'b→', '→c'])
  })

  it('matches what is alone on both slices however far away', () => {
    expect(matched('a.............', '.............b')).toEqual(['a→b'])
  })

  it('measures in mm', () => {
    const [below, above] = ['aa........ .......... .........b', '.......... .......... aa........']
    expect(matched(below, above, [1, 1])).toEqual(['a→a', 'b→'])
    expect(matched(below, above, [1, 9])).toEqual(['a→', 'b→', '→a'])
  })

  it('has nothing to match with an empty slice', () => {
    expect(matched('aa.', '...')).toEqual(['a→'])
    expect(matched('...', '...')).toEqual([])
  })
})
