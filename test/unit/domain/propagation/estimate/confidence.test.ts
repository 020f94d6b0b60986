import { describe, expect, it } from 'vitest'
import { sliceStatesOf } from '../../../../../src-main/domain/labels/sliceStates'
import { filledCaseOf } from '../../../../../src-main/domain/propagation/estimate/FilledCase'
import { measureAgreement } from '../../../../../src-main/domain/propagation/estimate/measureAgreement'
import { sliceConfidences } from '../../../../../src-main/domain/propagation/estimate/sliceConfidence'
import {
  meanForegroundConfidence,
  voxelConfidence,
} from '../../../../../src-main/domain/propagation/estimate/voxelConfidence'
import { nearest } from '../../../../../src-main/domain/propagation/nearest'
import { sliceStackOf } from '../../../../../src-main/domain/propagation/SliceStack'
import { gridWorld } from '../../../../support/gridWorld'

describe('voxelConfidence', () => {
  const kept = Uint8Array.of(1, 1, 0, 2)

  it('is the share of the other masks that agree', () => {
    const others = [Uint8Array.of(1, 0, 0, 1), Uint8Array.of(1, 1, 0, 1)]
    expect(voxelConfidence({ kept, others })).toEqual(Uint8Array.of(255, 128, 255, 0))
  })

  it('is averaged where there is something: background that all agree on says nothing', () => {
    expect(meanForegroundConfidence({ kept, confidence: Uint8Array.of(255, 0, 255, 0) })).toBeCloseTo(1 / 3)
    expect(meanForegroundConfidence({ kept: new Uint8Array(2), confidence: Uint8Array.of(255, 255) })).toBeNull()
  })
})

const labelMap = gridWorld(['11..', '????', '????', '.11.', '????'])
const states = sliceStatesOf({ labelMap, axis: 'k' })
const stack = sliceStackOf(gridWorld(['11..', '....', '....', '.11.', '....']), 'k')
const filled = sliceStackOf(gridWorld(['11..', '11..', '.11.', '.11.', '.11.']), 'k')

describe('measureAgreement', () => {
  it('compares what a step propagator carries from below and from above', async () => {
    const context = { signal: new AbortController().signal, report: () => undefined, breathe: () => Promise.resolve() }
    const found = await measureAgreement({
      states,
      propagator: nearest,
      params: {},
      filled: filled.data,
      stack,
      image: null,
      context,
    })
    // Slice 1 keeps 11.. from below; .11. arrives from above: both agree on the second voxel and on the last.
    expect([...found.confidence.subarray(4, 8)]).toEqual([128, 255, 128, 255])
    expect(found.bySlice[0]).toBeNull()
    expect(found.bySlice[1]).toBeCloseTo((128 + 255 + 128) / 3 / 255)
    // Beyond the outermost key slice there is one side only.
    expect(found.bySlice[4]).toBeNull()
  })
})

describe('sliceConfidences', () => {
  const curve = { rate: 0.3, power: 1, size: 1 }
  const parameters = { between: curve, beyond: curve, floor: 0 }
  const model = { sides: 'nearer' as const, parameters, typicalVoxels: new Map<number, number>() }
  const given = filledCaseOf({ caseId: 'a', states, filled })

  it('is 1 for annotated slices and falls with the distance', () => {
    const [first, second, , last, beyond] = sliceConfidences({ model, filled: given })
    expect([first, last]).toEqual([1, 1])
    expect(second).toBeCloseTo(Math.exp(-0.3 / Math.sqrt(2 / Math.PI)))
    expect(beyond).toBeLessThan(second ?? 0)
  })

  it('follows the agreement of the voxels between annotated slices, not beyond them', () => {
    const agreement = [null, 0.2, 1, null, 0.2]
    const [, low, high, , beyond] = sliceConfidences({ model, filled: given, agreement })
    const [, plain, , , plainBeyond] = sliceConfidences({ model, filled: given })
    expect(low).toBeLessThan(plain ?? 0)
    expect(high).toBeGreaterThan(plain ?? 1)
    expect(beyond).toBe(plainBeyond)
  })

  it('is null where nothing was painted', () => {
    const empty = filledCaseOf({
      caseId: 'a',
      states,
      filled: sliceStackOf(gridWorld(['11..', '....', '.11.', '.11.', '.11.']), 'k'),
    })
    expect(sliceConfidences({ model, filled: empty })[1]).toBeNull()
  })
})
