import type { CaseProgress, ReviewSlice } from '../../../src-main/contract/review'
import { measureOf, type StripMeasure } from '../../components/stripMeasures'

/** Where the mask of a slice came from, in a sentence; slices are counted from 1 as everywhere on screen. */
export function provenanceSentence(slice: ReviewSlice, methodLabel: string | null): string {
  switch (slice.origin) {
    case 'human':
      return 'Annotated by a person.'
    case 'human-empty':
      return 'A person looked at it and found nothing there.'
    case 'none':
      return 'Not annotated, and nothing was propagated here.'
    case 'propagated': {
      const numbers = slice.keySliceIndices.map((index) => index + 1)
      // Beyond an annotated-empty slice nothing passes (contract.md §2).
      if (numbers.length === 0) return 'No annotated slice reaches here: suggested as nothing there.'
      const from = `Propagated from slice${numbers.length > 1 ? 's' : ''} ${listOf(numbers)}`
      const by = methodLabel === null ? '' : ` by ${lowerFirst(methodLabel)}`
      if (slice.hops === null) return `${from}${by}.`
      const away = `${slice.hops} slice${slice.hops === 1 ? '' : 's'} away`
      return `${from}${by}, ${numbers.length > 1 ? `the nearest ${away}` : away}.`
    }
  }
}

/** The state of a slice in a word or two. */
export function stateWords({ origin, decision, isFlagged }: ReviewSlice): string {
  const state =
    decision ?? { human: 'human', 'human-empty': 'human, empty', propagated: 'not reviewed', none: 'no mask' }[origin]
  return isFlagged ? `${state}, flagged` : state
}

const SHORT_MEASURES: Readonly<Record<StripMeasure, string>> = {
  'likely-error': 'likely error',
  confidence: 'confidence',
  iou: 'IoU',
}

/** What a strip says of a slice: "Slice 24: accepted, likely error 0.12". */
export function sliceSentence(slice: ReviewSlice, measure: StripMeasure): string {
  const value = measureOf(slice, measure)
  const name = SHORT_MEASURES[measure]
  return `Slice ${slice.sliceIndex + 1}: ${stateWords(slice)}${value === null ? '' : `, ${name} ${value.toFixed(2)}`}`
}

/** Part of the decided slices that was accepted; null before the first decision. */
export function acceptanceFraction(progress: readonly CaseProgress[]): number | null {
  const accepted = sumOf(progress, ({ acceptedSliceCount }) => acceptedSliceCount)
  const rejected = sumOf(progress, ({ rejectedSliceCount }) => rejectedSliceCount)
  return accepted + rejected === 0 ? null : accepted / (accepted + rejected)
}

/** Decided slices and all that there are to decide on. */
export function reviewedCounts(progress: readonly CaseProgress[]): { reviewed: number; total: number } {
  const reviewed = sumOf(progress, (each) => each.acceptedSliceCount + each.rejectedSliceCount)
  return { reviewed, total: reviewed + sumOf(progress, ({ unreviewedSliceCount }) => unreviewedSliceCount) }
}

function sumOf(progress: readonly CaseProgress[], value: (each: CaseProgress) => number): number {
  return progress.reduce((sum, each) => sum + value(each), 0)
}

function listOf(numbers: readonly number[]): string {
  return numbers.length < 2 ? numbers.join('') : `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`
}

function lowerFirst(text: string): string {
  // An abbreviation such as "ITK …" keeps its capitals.
  return /^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text
}
