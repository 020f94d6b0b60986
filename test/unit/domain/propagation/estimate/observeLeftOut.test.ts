import { describe, expect, it } from 'vitest'
import { sliceStatesOf } from '../../../../../src-main/domain/labels/sliceStates'
import { observeLeftOut } from '../../../../../src-main/domain/propagation/estimate/observeLeftOut'
import { nearest } from '../../../../../src-main/domain/propagation/nearest'
import { sliceStackOf } from '../../../../../src-main/domain/propagation/SliceStack'
import { gridWorld } from '../../../../support/gridWorld'

const context = { signal: new AbortController().signal, report: () => undefined, breathe: () => Promise.resolve() }

function observe(drawing: string[], leaveOut: number[]) {
  const labelMap = gridWorld(drawing)
  return observeLeftOut({
    caseId: 'a',
    stack: sliceStackOf(labelMap, 'k'),
    states: sliceStatesOf({ labelMap, axis: 'k' }),
    leaveOut,
    propagator: nearest,
    params: {},
    image: null,
    axis: 'k',
    outside: 'repeat',
    unreached: 'background',
    context,
  })
}

describe('observeLeftOut', () => {
  it('predicts a slice from its nearest annotated neighbour and counts what both show', async () => {
    const found = await observe(['11..', '????', '111.', '????', '????', '.111'], [2])
    expect(found).toEqual([
      expect.objectContaining({
        sliceIndex: 2,
        label: 1,
        distanceBelow: 2,
        distanceAbove: 3,
        isShownBelow: true,
        isShownAbove: true,
        // The slice below is nearer: two of the three annotated voxels are found.
        annotatedVoxels: 3,
        predictedVoxels: 2,
        intersectionVoxels: 2,
        unionVoxels: 3,
        // From 2 voxels, two slices below, to 3 voxels, three above: (2 · 3 + 3 · 2) / 5.
        expectedVoxels: 2.4,
      }),
    ])
  })

  it('counts what is painted into a slice that was annotated as empty', async () => {
    const found = await observe(['11', '??', '..'], [2])
    expect(found).toMatchObject([
      { sliceIndex: 2, distanceBelow: 2, distanceAbove: null, annotatedVoxels: 0, predictedVoxels: 2, unionVoxels: 2 },
    ])
  })

  it('skips voxels that a key slice leaves open, and classes that neither shows', async () => {
    const found = await observe(['1122', '1?2?', '1122'], [1])
    expect(
      found.map(({ label, annotatedVoxels, predictedVoxels }) => [label, annotatedVoxels, predictedVoxels]),
    ).toEqual([
      [1, 1, 1],
      [2, 1, 1],
    ])
  })

  it('leaves neighbours out together: both are then predicted from farther away', async () => {
    const found = await observe(['1', '1', '1', '?', '1'], [1, 2])
    expect(
      found.map(({ sliceIndex, distanceBelow, distanceAbove }) => [sliceIndex, distanceBelow, distanceAbove]),
    ).toEqual([
      [1, 1, 3],
      [2, 2, 2],
    ])
  })
})
