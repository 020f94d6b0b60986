import type { AnnotationImport } from '../../contract/plans'
import { IGNORE_LABEL, type LabelMap } from '../../domain/labels/LabelMap'
import { extractSlice, sliceLayout } from '../../domain/volume/slices'
import type { PlannedCaseRecord } from '../../io/workspace/plans/PlanTable'

/** What a planned slice without a voxel of a class means: looked at and found empty, or not drawn yet. */
export type EmptySlices = 'all-planned' | 'only-drawn'

export interface DrawnSlices extends Omit<AnnotationImport['cases'][number], 'caseId' | 'path'> {
  /** `[height, width]`, 255 where not annotated. */
  readonly slices: { readonly sliceIndex: number; readonly labels: Uint8Array }[]
}

/** Sorts out what a label map says about the planned slices, and what it says beyond them, which is not taken. */
export function drawnSlices({
  labelMap,
  planned,
  emptySlices,
}: {
  labelMap: LabelMap
  planned: PlannedCaseRecord
  emptySlices: EmptySlices
}): DrawnSlices {
  const layout = sliceLayout(labelMap.geometry.size, planned.sliceAxis)
  const isPlanned = new Set(planned.sliceIndices)
  const drawn: DrawnSlices = {
    slices: [],
    annotatedSliceIndices: [],
    emptySliceIndices: [],
    missingSliceIndices: [],
    ignoredSliceIndices: [],
  }
  for (let sliceIndex = 0; sliceIndex < layout.sliceCount; sliceIndex++) {
    const labels = extractSlice(labelMap.data, layout, sliceIndex)
    const hasClass = labels.some((label) => label !== 0 && label !== IGNORE_LABEL)
    if (!isPlanned.has(sliceIndex)) {
      if (hasClass) drawn.ignoredSliceIndices.push(sliceIndex)
      continue
    }
    const isEmpty = !hasClass && labels.includes(0)
    if (!hasClass && !(isEmpty && emptySlices === 'all-planned')) {
      drawn.missingSliceIndices.push(sliceIndex)
      continue
    }
    drawn.slices.push({ sliceIndex, labels })
    if (hasClass) drawn.annotatedSliceIndices.push(sliceIndex)
    else drawn.emptySliceIndices.push(sliceIndex)
  }
  return drawn
}
