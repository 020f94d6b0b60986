import { IGNORE_LABEL } from '../../labels/LabelMap'
import type { SliceState } from '../../labels/sliceStates'
import { sliceOf, type SliceStack } from '../SliceStack'
import { expectedVoxelsAt } from './ErrorModel'
import { filledCaseOf, radiiInSlices, radiusOf } from './FilledCase'
import type { KeySliceObservation } from './KeySliceObservation'
import { slicePlace } from './slicePlace'

/**
 * What left-out annotated slices tell, however they were predicted: here by `observeLeftOut`, elsewhere by a network that was not trained
 * on them.
 * @param options.stack 255 where not annotated; its annotated slices are what is compared with
 * @param options.leaveOut annotated slices that nothing was made from
 * @param options.predicted `[height, width]` of a left-out slice; 255 belongs to no class
 * @returns one for each left-out slice and class that its annotation or its prediction shows
 */
export function compareLeftOut(options: {
  readonly caseId: string
  readonly stack: SliceStack
  readonly states: readonly SliceState[]
  readonly leaveOut: readonly number[]
  readonly predicted: (sliceIndex: number) => Uint8Array
}): KeySliceObservation[] {
  const { caseId, stack, states, leaveOut, predicted } = options
  const isLeftOut = new Set(leaveOut)
  const annotated = filledCaseOf({ caseId, states, filled: stack })
  const radii = radiiInSlices(annotated)
  const shows = (sliceIndex: number, label: number) => annotated.slices[sliceIndex].voxelsByLabel.has(label)
  return leaveOut.flatMap((sliceIndex) =>
    overlapsOf(sliceOf(stack, sliceIndex), predicted(sliceIndex)).map((overlap) => {
      const place = slicePlace({ states, sliceIndex, label: overlap.label, shows, leaveOut: isLeftOut })
      return {
        caseId,
        ...place,
        // A class that is painted but nowhere annotated in the case has no size of its own.
        radiusSlices: radii.get(overlap.label) ?? radiusOf(overlap.predictedVoxels, stack.spacingMm),
        expectedVoxels: expectedVoxelsAt(annotated, place),
        ...overlap,
      }
    }),
  )
}

type Overlap = Pick<
  KeySliceObservation,
  'label' | 'annotatedVoxels' | 'predictedVoxels' | 'intersectionVoxels' | 'unionVoxels'
>

/** Counts over the annotated voxels of a slice, for every class that either shows there, ascending. */
function overlapsOf(annotated: Uint8Array, predicted: Uint8Array): Overlap[] {
  const counts = {
    annotated: new Uint32Array(256),
    predicted: new Uint32Array(256),
    intersection: new Uint32Array(256),
  }
  for (let at = 0; at < annotated.length; at++) {
    const expected = annotated[at]
    if (expected === IGNORE_LABEL) continue
    counts.annotated[expected]++
    counts.predicted[predicted[at]]++
    if (expected === predicted[at]) counts.intersection[expected]++
  }
  const overlaps: Overlap[] = []
  for (let label = 1; label < IGNORE_LABEL; label++) {
    const annotatedVoxels = counts.annotated[label]
    const predictedVoxels = counts.predicted[label]
    const intersectionVoxels = counts.intersection[label]
    const unionVoxels = annotatedVoxels + predictedVoxels - intersectionVoxels
    if (unionVoxels > 0) overlaps.push({ label, annotatedVoxels, predictedVoxels, intersectionVoxels, unionVoxels })
  }
  return overlaps
}
