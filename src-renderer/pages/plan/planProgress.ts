import type { FrozenCase } from '../../../src-main/contract/plans'

/** How many of the planned slices are annotated with target, annotated and empty, and not annotated yet. */
export interface AnnotationCounts {
  readonly annotated: number
  readonly empty: number
  readonly missing: number
}

export function annotationCounts(cases: readonly FrozenCase[]): AnnotationCounts {
  const sum = (value: (each: FrozenCase) => number) => cases.reduce((total, each) => total + value(each), 0)
  const annotated = sum(({ annotatedSliceIndices }) => annotatedSliceIndices.length)
  const empty = sum(({ emptySliceIndices }) => emptySliceIndices.length)
  return { annotated, empty, missing: sum(({ sliceIndices }) => sliceIndices.length) - annotated - empty }
}

/** "3 annotated, 1 empty, 2 to do". */
export function countsSentence({ annotated, empty, missing }: AnnotationCounts): string {
  return `${annotated} annotated, ${empty} empty, ${missing === 0 ? 'none' : missing} to do`
}

/** 0-based indices as people count: "3, 9 and 15". */
export function sliceNumbers(sliceIndices: readonly number[]): string {
  const numbers = sliceIndices.map((index) => index + 1)
  return numbers.length < 2 ? numbers.join('') : `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`
}
