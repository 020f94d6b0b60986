import { setImmediate } from 'node:timers/promises'
import { SlicewrightError, throwIfCancelled } from '../../../domain/errors'
import { IGNORE_LABEL } from '../../../domain/labels/LabelMap'
import { sliceStatesOf, type SliceState } from '../../../domain/labels/sliceStates'
import { sliceOf, sliceStackOf, type SliceStack } from '../../../domain/propagation/SliceStack'
import type { CohortCase, FitContext } from '../LearnedPropagator'
import type { AnnotatedExtent } from './canvas'

/** What is annotated in one volume. */
export interface SurveyedCase {
  readonly cohortCase: CohortCase
  readonly states: readonly SliceState[]
  /** Annotated with a class or empty, ascending. */
  readonly annotatedSliceIndices: readonly number[]
  readonly extent: AnnotatedExtent
  readonly labels: ReadonlySet<number>
}

/**
 * Looks at every sparse label map once. Volumes without an annotated slice are left out.
 * @throws SlicewrightError NO_CASES, LABEL_NOTHING_ANNOTATED
 */
export async function surveyCohort(
  cases: readonly CohortCase[],
  { signal, report }: Pick<FitContext, 'signal' | 'report'>,
): Promise<SurveyedCase[]> {
  if (cases.length === 0)
    throw new SlicewrightError('NO_CASES', 'There is no volume to learn from. Choose at least one.', { details: {} })
  const surveyed: SurveyedCase[] = []
  for (const [done, cohortCase] of cases.entries()) {
    throwIfCancelled(signal, 'Training')
    report({ stage: 'reading labels', done, total: cases.length, unit: 'volumes' })
    const labelMap = await cohortCase.loadSparse()
    const states = sliceStatesOf({ labelMap, axis: cohortCase.axis })
    const annotatedSliceIndices = states.flatMap((state, at) => (state === 'not-annotated' ? [] : [at]))
    if (annotatedSliceIndices.length > 0) {
      const stack = sliceStackOf(labelMap, cohortCase.axis)
      surveyed.push({ cohortCase, states, annotatedSliceIndices, ...annotatedOf(stack, annotatedSliceIndices) })
    }
    await setImmediate()
  }
  if (surveyed.some(({ labels }) => labels.size > 0)) return surveyed
  throw new SlicewrightError(
    'LABEL_NOTHING_ANNOTATED',
    `No slice of ${cases.length} volumes shows a class, so there is nothing to learn. Annotate at least one slice with target, or use a method that needs no training.`,
    { details: { caseCount: cases.length } },
  )
}

/** Where the classes of a stack's annotated slices lie in plane, and which they are. */
export function annotatedOf(
  stack: SliceStack,
  annotatedSliceIndices: readonly number[],
): { extent: AnnotatedExtent; labels: Set<number> } {
  const { width, height, spacingMm } = stack
  let [left, top, right, bottom] = [width, height, -1, -1]
  const labels = new Set<number>()
  for (const sliceIndex of annotatedSliceIndices) {
    const slice = sliceOf(stack, sliceIndex)
    for (let row = 0, at = 0; row < height; row++)
      for (let column = 0; column < width; column++, at++) {
        if (slice[at] === 0 || slice[at] === IGNORE_LABEL) continue
        labels.add(slice[at])
        left = Math.min(left, column)
        right = Math.max(right, column)
        top = Math.min(top, row)
        bottom = Math.max(bottom, row)
      }
  }
  const box = right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 }
  return {
    extent: { stored: { width, height }, spacingMm: { width: spacingMm[0], height: spacingMm[1] }, box },
    labels,
  }
}
