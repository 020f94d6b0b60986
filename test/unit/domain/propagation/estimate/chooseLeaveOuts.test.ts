import { describe, expect, it } from 'vitest'
import type { SliceState } from '../../../../../src-main/domain/labels/sliceStates'
import { chooseLeaveOuts } from '../../../../../src-main/domain/propagation/estimate/chooseLeaveOuts'

const LETTERS: Record<string, SliceState> = { A: 'annotated', E: 'annotated-empty', '.': 'not-annotated' }
const states = (drawing: string) => Array.from(drawing, (letter) => LETTERS[letter])
const runs = (drawing: string) =>
  chooseLeaveOuts({ cases: [{ caseId: 'a', states: states(drawing) }], seed: 1 })
    .map(({ sliceIndices }) => sliceIndices.join(' '))
    .sort()

describe('chooseLeaveOuts', () => {
  it('leaves annotated slices out alone and with one and two neighbours, as long as one with a class stays', () => {
    expect(runs('A..A..A')).toEqual(['0', '0 3', '3', '3 6', '6'])
  })

  it('does not leave slice 0 out alone: both it and its neighbour are empty, nothing can be painted there', () => {
    expect(runs('E.E.A.A')).toEqual(['0 2', '0 2 4', '2', '2 4', '4', '6'])
  })

  it('finds nothing to leave out where one slice is annotated', () => {
    expect(runs('...A...')).toEqual([])
  })

  it('spreads a limited number of slices over the cases', () => {
    const cases = ['a', 'b', 'c', 'd'].map((caseId) => ({ caseId, states: states('AAAAAAAAAA') }))
    const chosen = chooseLeaveOuts({ cases, seed: 7, sliceLimit: 20 })
    expect(chosen.flatMap(({ sliceIndices }) => sliceIndices)).toHaveLength(20)
    const singles = chosen.filter(({ sliceIndices }) => sliceIndices.length === 1)
    for (const { caseId } of cases) expect(singles.filter((each) => each.caseId === caseId).length).toBeGreaterThan(1)
    expect(chooseLeaveOuts({ cases, seed: 7, sliceLimit: 20 })).toEqual(chosen)
  })
})
