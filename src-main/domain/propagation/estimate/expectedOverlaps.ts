import { radiiInSlices, radiusOf, type FilledCase } from './FilledCase'
import { expectedIou, expectedVoxelsAt, learnedIou, type ErrorModel } from './ErrorModel'
import type { UnseenSlice } from './KeySliceObservation'
import { slicePlace } from './slicePlace'

/** A method that is right so often far from every annotated slice has learned what the class looks like. */
const LEARNED_FLOOR = 0.05

/** Every class on every unannotated slice of a case where something was painted, or should be going by the annotated slices. */
export function unannotatedSlicesOf(filled: FilledCase): UnseenSlice[] {
  const states = filled.slices.map(({ state }) => state)
  const radii = radiiInSlices(filled)
  const labels = new Set(filled.slices.flatMap(({ voxelsByLabel }) => [...voxelsByLabel.keys()]))
  const voxels = (sliceIndex: number, label: number) => filled.slices[sliceIndex].voxelsByLabel.get(label) ?? 0
  const shows = (sliceIndex: number, label: number) => voxels(sliceIndex, label) > 0
  return [...labels].flatMap((label) =>
    states.flatMap((state, sliceIndex) => {
      if (state !== 'not-annotated') return []
      const place = slicePlace({ states, sliceIndex, label, shows })
      const predictedVoxels = voxels(sliceIndex, label)
      const expectedVoxels = expectedVoxelsAt(filled, place)
      if (predictedVoxels === 0 && expectedVoxels === 0) return []
      const radiusSlices = radii.get(label) ?? radiusOf(predictedVoxels, filled.spacingMm)
      return [{ ...place, radiusSlices, predictedVoxels, expectedVoxels }]
    }),
  )
}

export interface ExpectedOverlap {
  readonly intersectionVoxels: number
  readonly unionVoxels: number
}

/**
 * Expected overlap of a propagated slice with the mask that nobody drew. What was painted is known; what should have been is taken from
 * the annotated slices, or, for methods that have learned what the class looks like, from what they painted: where they painted nothing,
 * they missed it as often as they are wrong elsewhere.
 */
export function expectedOverlap(model: ErrorModel, slice: UnseenSlice): ExpectedOverlap {
  const { predictedVoxels, expectedVoxels } = slice
  const { floor } = model.parameters
  if (predictedVoxels === 0) {
    const learned = learnedIou(model, slice.label, expectedVoxels)
    return { intersectionVoxels: 0, unionVoxels: (1 - learned) * expectedVoxels }
  }
  const trueVoxels = floor > LEARNED_FLOOR ? predictedVoxels : expectedVoxels
  const iou = expectedIou(model, slice)
  const unionVoxels = (predictedVoxels + trueVoxels) / (1 + iou)
  return { intersectionVoxels: iou * unionVoxels, unionVoxels }
}
