import { describe, expect, it } from 'vitest'
import type { SliceState } from '../../../../../src-main/domain/labels/sliceStates'
import { estimateQuality } from '../../../../../src-main/domain/propagation/estimate/estimateQuality'
import type { FilledCase } from '../../../../../src-main/domain/propagation/estimate/FilledCase'
import type { KeySliceObservation } from '../../../../../src-main/domain/propagation/estimate/KeySliceObservation'
import type { LeftOutFacts } from '../../../../../src-main/domain/propagation/estimate/LeftOutFacts'
import { unseenClasses } from '../../../../../src-main/domain/propagation/estimate/unseenClasses'

/** A cylinder of 100 voxels a slice, every `spacing`-th of 21 slices annotated. */
function cylinder(caseId: string, spacing: number): FilledCase {
  return {
    caseId,
    spacingMm: [1, 1, 1],
    slices: Array.from({ length: 21 }, (_, at) => ({
      state: (at % spacing === 0 ? 'annotated' : 'not-annotated') satisfies SliceState,
      voxelsByLabel: new Map([[1, 100]]),
    })),
  }
}

/** An annotated slice in the middle, predicted from `distance` slices below and above, with the given IoU. */
function observation(caseId: string, distance: number, iou: number): KeySliceObservation {
  const intersectionVoxels = Math.round((200 * iou) / (1 + iou))
  return {
    caseId,
    sliceIndex: 10,
    sliceCount: 21,
    label: 1,
    distanceBelow: distance,
    distanceAbove: distance,
    isShownBelow: true,
    isShownAbove: true,
    radiusSlices: Math.sqrt(100 / Math.PI),
    expectedVoxels: 100,
    annotatedVoxels: 100,
    predictedVoxels: 100,
    intersectionVoxels,
    unionVoxels: 200 - intersectionVoxels,
  }
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f']
const leftOut = (observations: readonly KeySliceObservation[]): LeftOutFacts => ({
  family: 'interpolates',
  observations: [...observations],
  learnedFraction: 1,
})
const estimate = (spacing: number, observations: readonly KeySliceObservation[]) =>
  estimateQuality({ leftOut: leftOut(observations), cases: ids.map((id) => cylinder(id, spacing)), seed: 1 })

describe('estimateQuality', () => {
  const observations = ids.flatMap((id) => [5, 5, 5, 5].map((distance) => observation(id, distance, 0.5)))

  it('expects more of unannotated slices than of left-out ones, which were farther from what was annotated', () => {
    const { cohort } = estimate(5, observations)
    expect(cohort?.iou).toBeGreaterThan(0.6)
    expect(cohort?.iou).toBeLessThan(0.95)
    expect(cohort?.low).toBeLessThan(cohort?.iou ?? 0)
    expect(cohort?.basis).toBe('observations')
  })

  it('expects more of a method that has learned from all slices since it was judged', () => {
    const cases = ids.map((id) => cylinder(id, 10))
    const learned = (learnedFraction: number): LeftOutFacts => ({ family: 'learned', observations, learnedFraction })
    const errorOf = (leftOut: LeftOutFacts) => 1 - (estimateQuality({ leftOut, cases, seed: 1 }).cohort?.iou ?? 0)
    const [all, quarter] = [errorOf(learned(1)), errorOf(learned(0.25))]
    expect(quarter).toBeLessThan(all)
    // What was learned errs half as often; what is carried errs as before.
    expect(quarter).toBeGreaterThan(all / 2)
  })

  it('falls with the distance to the nearest annotated slice', () => {
    const byDistance = estimate(10, observations).cohort?.byDistance ?? []
    expect(byDistance.map(({ distanceSlices }) => distanceSlices)).toEqual([1, 2, 3, 4, 5])
    const ious = byDistance.map(({ iou }) => iou)
    expect([...ious].sort((a, b) => b - a)).toEqual(ious)
    // Between slices 10 apart, the middle one is exactly where the left-out slices were.
    expect(ious[4]).toBeCloseTo(0.5, 1)
    expect(byDistance[4].sampleCount).toBe(24)
  })

  it('believes the left-out slices: worse ones give a lower estimate', () => {
    const worse = ids.flatMap((id) => [5, 5, 5, 5].map((distance) => observation(id, distance, 0.3)))
    expect(estimate(5, worse).cohort?.iou).toBeLessThan((estimate(5, observations).cohort?.iou ?? 0) - 0.05)
  })

  it('falls back on the defaults where nothing was left out, says so, and is less sure', () => {
    const { cohort } = estimate(5, [])
    expect(cohort?.basis).toBe('defaults')
    const sure = estimate(5, observations).cohort
    expect((cohort?.high ?? 0) - (cohort?.low ?? 0)).toBeGreaterThan((sure?.high ?? 1) - (sure?.low ?? 0))
  })

  it('expects nothing where nothing was painted although something must be there', () => {
    const dropped = {
      ...cylinder('a', 5),
      slices: cylinder('a', 5).slices.map((slice) =>
        slice.state === 'annotated' ? slice : { ...slice, voxelsByLabel: new Map<number, number>() },
      ),
    }
    expect(estimateQuality({ leftOut: leftOut([]), cases: [dropped], seed: 1 }).cases.get('a')?.iou).toBe(0)
  })

  it('has nothing to say where every slice is annotated, and gives the same twice', () => {
    expect(estimate(1, observations).cohort).toBeNull()
    expect(estimate(5, observations)).toEqual(estimate(5, observations))
  })
})

describe('unseenClasses', () => {
  const withClasses = (caseId: string, ...shown: number[][]): FilledCase => ({
    caseId,
    spacingMm: [1, 1, 1],
    slices: shown.map((labels) => ({ state: 'annotated', voxelsByLabel: new Map(labels.map((label) => [label, 5])) })),
  })

  it('suspects a class that few slices of the other cases show, more than one that most of them show', () => {
    const cases = [
      withClasses('a', [1, 2], [1], [1], [1]),
      withClasses('b', [1, 2], [1], [1], [1]),
      withClasses('c', [3], [3], [3], [3]),
    ]
    const unseen = new Map(
      unseenClasses(cases)
        .get('c')
        ?.map(({ label, probability }) => [label, probability]),
    )
    expect(unseen.get(2)).toBeGreaterThan(0.5)
    expect(unseen.get(1)).toBeLessThan(0.05)
  })
})
