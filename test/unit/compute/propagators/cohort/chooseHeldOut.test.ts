import { describe, expect, it } from 'vitest'
import { chooseHeldOut } from '../../../../../src-main/compute/propagators/cohort/chooseHeldOut'

const shown = Uint8Array.of(0, 1, 255, 0)
const empty = Uint8Array.of(0, 0, 255, 0)
const window = (caseId: string, classes: Uint8Array) => ({ caseId, classes })

describe('chooseHeldOut', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])("never takes a volume's only slice with a class (seed %i)", (seed) => {
    const only = [window('one', shown), window('one', empty), window('two', shown)]
    const several = Array.from({ length: 5 }, () => window('many', shown))
    // Half of eight: one empty slice and three or four of the volume with five.
    const heldOut = chooseHeldOut([...only, ...several], 0.5, seed)
    expect(heldOut).toHaveLength(4)
    expect(heldOut).not.toContain(only[0])
    expect(heldOut).not.toContain(only[2])
  })

  it('takes one of every volume before it takes a second', () => {
    const pool = ['a', 'b', 'c'].flatMap((caseId) => Array.from({ length: 4 }, () => window(caseId, shown)))
    const heldOut = chooseHeldOut(pool, 0.25, 3)
    expect(heldOut.map(({ caseId }) => caseId).sort()).toEqual(['a', 'a', 'b', 'b', 'c', 'c'])
  })

  it('takes only slices where every volume has no more than one', () => {
    const pool = Array.from({ length: 10 }, (_, at) => window(`case-${at}`, shown))
    const heldOut = chooseHeldOut(pool, 0.2, 1)
    expect(heldOut).toHaveLength(5)
    expect(chooseHeldOut(pool, 0.2, 1)).toEqual(heldOut)
  })

  it.each([
    [10, 5],
    [40, 20],
    [60, 20],
    [150, 30],
    [2000, 200],
  ])('holds out of %i slices %i: half of few, a fifth of many', (count, expected) => {
    const pool = Array.from({ length: count }, (_, at) => window(`case-${at % 25}`, shown))
    expect(chooseHeldOut(pool, 0.2, 1)).toHaveLength(expected)
    expect(chooseHeldOut(pool, 0, 1)).toEqual([])
  })

  it('holds nothing out of fewer than five slices', () => {
    expect(
      chooseHeldOut(
        Array.from({ length: 4 }, () => window('a', shown)),
        0.5,
        1,
      ),
    ).toEqual([])
  })
})
