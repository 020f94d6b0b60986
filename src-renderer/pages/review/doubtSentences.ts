import type { ReviewSlice } from '../../../src-main/contract/review'
import { isUnreviewed } from '../../stores/reviewEdits'

/** Smaller signs of an error are no news. */
const WORTH_SAYING = 0.2

/**
 * Why a suggested slice may be wrong, in words; the strongest sign first, how far it is from what is known last.
 * @returns [] for slices that a person annotated, and where nothing is suggested
 */
export function doubtReasons(slice: ReviewSlice): string[] {
  const { origin, disagreementFraction, areaJumpFraction, confidence, keySliceIndices, hops } = slice
  if (origin !== 'propagated') return []
  const signs = [
    {
      strength: disagreementFraction,
      words: `the masks carried from below and from above agree on ${percent(1 - (disagreementFraction ?? 0))} of their area`,
    },
    {
      strength: areaJumpFraction,
      words: `its area differs by ${percent(areaJumpFraction ?? 0)} from a neighbour's`,
    },
    {
      strength: confidence === null ? null : 1 - confidence,
      words: `it is expected to be worth an IoU of about ${(confidence ?? 0).toFixed(2)}`,
    },
  ]
  const striking = signs
    .flatMap(({ strength, words }) => (strength === null || strength < WORTH_SAYING ? [] : [{ strength, words }]))
    .sort((a, b) => b.strength - a.strength)
    .map(({ words }) => words)
  return [...striking, ...distanceReasons(keySliceIndices.length, hops)]
}

/** Where it stands among what is still to be reviewed: "most likely wrong of 28", "3rd of 28 by likely error"; null where it does not. */
export function doubtRank(slices: readonly ReviewSlice[], sliceIndex: number): string | null {
  const open = slices
    .filter((slice) => isUnreviewed(slice) && slice.likelyError !== null)
    .toSorted((a, b) => (b.likelyError ?? 0) - (a.likelyError ?? 0))
  const place = open.findIndex((slice) => slice.sliceIndex === sliceIndex) + 1
  if (place === 0 || open.length < 2) return null
  return place === 1
    ? `Most likely wrong of ${open.length} to review`
    : `${ordinal(place)} of ${open.length} by likely error`
}

function distanceReasons(sideCount: number, hops: number | null): string[] {
  if (hops === null) return ['no mask of an annotated slice survives as far as here']
  const away = `${hops} slice${hops === 1 ? '' : 's'} from the nearest annotated slice`
  return [sideCount === 1 ? `${away}, which is on one side only` : away]
}

function percent(fraction: number): string {
  return `${Math.round(100 * fraction)} %`
}

function ordinal(count: number): string {
  const suffixes: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' }
  return `${count}${suffixes[new Intl.PluralRules('en', { type: 'ordinal' }).select(count)] ?? 'th'}`
}
