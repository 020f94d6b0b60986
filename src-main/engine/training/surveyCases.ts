import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import { classLabelsOf } from '../../domain/labels/LabelMap'
import { sliceStatesOf } from '../../domain/labels/sliceStates'
import type { Geometry } from '../../domain/volume/geometry'
import type { SliceAxis } from '../../domain/volume/slices'
import type { TrainingCase } from './TrainingCase'

/** What is known of the training cases before any image is read. */
export interface CaseSurvey {
  readonly geometries: readonly Geometry[]
  /** All class labels that occur, ascending. */
  readonly classLabels: readonly number[]
  /** Over all cases, annotated-empty ones included. */
  readonly annotatedSliceCount: number
}

/** @throws SlicewrightError NO_CASES; LABEL_NOTHING_ANNOTATED if there is nothing to learn from; CANCELLED */
export async function surveyCases(options: {
  cases: readonly TrainingCase[]
  sliceAxis: SliceAxis
  signal?: AbortSignal
}): Promise<CaseSurvey> {
  const { cases, sliceAxis, signal } = options
  if (cases.length === 0)
    throw new SlicewrightError('NO_CASES', 'There are no training cases. Give at least one image with labels.')
  const geometries: Geometry[] = []
  const classLabels = new Set<number>()
  let annotatedSliceCount = 0
  for (const each of cases) {
    throwIfCancelled(signal, 'The training')
    const labelMap = await each.loadLabels()
    geometries.push(labelMap.geometry)
    for (const label of classLabelsOf(labelMap.data)) classLabels.add(label)
    annotatedSliceCount += annotatedSliceIndices(labelMap, sliceAxis).length
  }
  const caseIds = cases.map(({ caseId }) => caseId)
  if (annotatedSliceCount === 0)
    throw new SlicewrightError(
      'LABEL_NOTHING_ANNOTATED',
      `None of the ${cases.length} training cases has an annotated slice: every voxel is 255. Annotate some slices first.`,
      { details: { caseIds } },
    )
  if (classLabels.size === 0)
    throw new SlicewrightError(
      'LABEL_NOTHING_ANNOTATED',
      `The ${annotatedSliceCount} annotated slices of the ${cases.length} training cases are all empty: there is no class to learn. Annotate slices that show the structure.`,
      { details: { caseIds } },
    )
  return { geometries, classLabels: [...classLabels].sort((a, b) => a - b), annotatedSliceCount }
}

/** Slices with at least one annotated voxel, empty ones included, ascending. */
export function annotatedSliceIndices(
  labelMap: { readonly data: Uint8Array; readonly geometry: Geometry },
  axis: SliceAxis,
): number[] {
  return sliceStatesOf({ labelMap, axis }).flatMap((state, sliceIndex) =>
    state === 'not-annotated' ? [] : [sliceIndex],
  )
}
