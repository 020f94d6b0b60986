import type { ReviewSlice } from '../../src-main/contract/review'

/** What the bars of a strip can show, each from 0 (no bar) to 1. */
export const STRIP_MEASURES = ['likely-error', 'confidence', 'iou'] as const
export type StripMeasure = (typeof STRIP_MEASURES)[number]

export const MEASURE_TITLES: Readonly<Record<StripMeasure, string>> = {
  'likely-error': 'likely error',
  confidence: 'confidence',
  iou: 'IoU with the imported label map',
}

/** @returns null where it is not known of this slice */
export function measureOf({ likelyError, confidence, iou }: ReviewSlice, measure: StripMeasure): number | null {
  return { 'likely-error': likelyError, confidence, iou }[measure]
}

/** Those that say something of one slice at least. */
export function knownMeasures(slices: readonly ReviewSlice[]): StripMeasure[] {
  return STRIP_MEASURES.filter((measure) =>
    slices.some((slice) => slice.origin === 'propagated' && measureOf(slice, measure) !== null),
  )
}
