import { IGNORE_LABEL } from '../../labels/LabelMap'
import type { SliceState } from '../../labels/sliceStates'
import { sliceOf, type SliceStack } from '../SliceStack'

/** How large each class is on each slice of a propagated case: all that an estimate needs of it. */
export interface FilledCase {
  readonly caseId: string
  readonly slices: readonly FilledSlice[]
}

interface FilledSlice {
  readonly state: SliceState
  /** Of each class that the slice shows: annotated where it is annotated, else propagated. */
  readonly voxelsByLabel: ReadonlyMap<number, number>
}

/**
 * @param states of the sparse label map, before it was filled
 * @param filled the propagated labels, `[slice, height, width]`; 255 belongs to no class
 */
export function filledCaseOf({
  caseId,
  states,
  filled,
}: {
  caseId: string
  states: readonly SliceState[]
  filled: Pick<SliceStack, 'data' | 'height' | 'width'>
}): FilledCase {
  const slices = states.map((state, sliceIndex) => ({
    state,
    voxelsByLabel: voxelsByLabel(sliceOf(filled, sliceIndex)),
  }))
  return { caseId, slices }
}

/** Voxels of every class that occurs; background and what is not annotated are left out. */
export function voxelsByLabel(labels: Uint8Array): Map<number, number> {
  const counts = new Uint32Array(256)
  for (let at = 0; at < labels.length; at++) counts[labels[at]]++
  const present = new Map<number, number>()
  for (let label = 1; label < IGNORE_LABEL; label++) if (counts[label] > 0) present.set(label, counts[label])
  return present
}
