import { IGNORE_LABEL } from '../../labels/LabelMap'
import type { SliceState } from '../../labels/sliceStates'
import type { Triple } from '../../volume/geometry'
import { sliceOf, type SliceStack } from '../SliceStack'

/** How large each class is on each slice of a propagated case: all that an estimate needs of it. */
export interface FilledCase {
  readonly caseId: string
  /** Along width, height and the slice axis. */
  readonly spacingMm: Triple
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
  filled: Pick<SliceStack, 'data' | 'height' | 'width' | 'spacingMm'>
}): FilledCase {
  const slices = states.map((state, sliceIndex) => ({
    state,
    voxelsByLabel: voxelsByLabel(sliceOf(filled, sliceIndex)),
  }))
  return { caseId, spacingMm: filled.spacingMm, slices }
}

/** Radius of each class in slice spacings: of a disk as large as the class is on average on the annotated slices that show it. */
export function radiiInSlices({ spacingMm, slices }: Omit<FilledCase, 'caseId'>): Map<number, number> {
  const voxels = new Map<number, number[]>()
  for (const { state, voxelsByLabel } of slices)
    if (state === 'annotated')
      for (const [label, count] of voxelsByLabel) voxels.set(label, [...(voxels.get(label) ?? []), count])
  return new Map(
    [...voxels].map(([label, counts]) => {
      const meanVoxels = counts.reduce((sum, count) => sum + count, 0) / counts.length
      return [label, radiusOf(meanVoxels, spacingMm)]
    }),
  )
}

/** Mean size of each class, in voxels, on the annotated slices that show it, all cases together. */
export function typicalSizes(cases: readonly Pick<FilledCase, 'slices'>[]): Map<number, number> {
  const sums = new Map<number, { voxels: number; slices: number }>()
  for (const { state, voxelsByLabel } of cases.flatMap(({ slices }) => slices)) {
    if (state !== 'annotated') continue
    for (const [label, count] of voxelsByLabel) {
      const { voxels, slices } = sums.get(label) ?? { voxels: 0, slices: 0 }
      sums.set(label, { voxels: voxels + count, slices: slices + 1 })
    }
  }
  return new Map([...sums].map(([label, { voxels, slices }]) => [label, voxels / slices]))
}

/** @param voxelCount of one class on one slice */
export function radiusOf(voxelCount: number, [widthMm, heightMm, sliceMm]: Triple): number {
  return Math.sqrt((voxelCount * widthMm * heightMm) / Math.PI) / sliceMm
}

/** Voxels of every class that occurs; background and what is not annotated are left out. */
function voxelsByLabel(labels: Uint8Array): Map<number, number> {
  const counts = new Uint32Array(256)
  for (let at = 0; at < labels.length; at++) counts[labels[at]]++
  const present = new Map<number, number>()
  for (let label = 1; label < IGNORE_LABEL; label++) if (counts[label] > 0) present.set(label, counts[label])
  return present
}
