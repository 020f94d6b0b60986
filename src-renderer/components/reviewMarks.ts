import type { ReviewSlice } from '../../src-main/contract/review'

/** How a slice stands, as it is drawn: colour, pattern and shape all differ, so that no reader needs the colour. */
export const REVIEW_MARKS = ['human', 'human-empty', 'open', 'accepted', 'rejected', 'none'] as const
export type ReviewMark = (typeof REVIEW_MARKS)[number]

export const MARK_TITLES: Readonly<Record<ReviewMark, string>> = {
  human: 'human',
  'human-empty': 'human: nothing there',
  open: 'not reviewed',
  accepted: 'accepted',
  rejected: 'rejected',
  none: 'no mask',
}

export function markOf({ origin, decision }: ReviewSlice): ReviewMark {
  if (origin !== 'propagated') return origin
  return decision ?? 'open'
}

const ROW_TOP = 0
const ROW_BOTTOM = 18

/** From where to where a mark reaches in a row of 18 pixels. */
export function markExtent(mark: ReviewMark): { top: number; bottom: number } {
  if (mark === 'none') return { top: ROW_BOTTOM - 2, bottom: ROW_BOTTOM }
  return { top: mark === 'rejected' ? ROW_TOP + 9 : ROW_TOP, bottom: ROW_BOTTOM }
}

/** A check or a cross inside a cell, as a path; empty where the cell is too narrow to show one. */
export function signPath(mark: ReviewMark, { left, width }: { left: number; width: number }): string {
  if (width < 9) return ''
  const x = left + width / 2
  if (mark === 'accepted') return `M${x - 3} 9l2 3l4 -6`
  if (mark === 'rejected') return `M${x - 2.5} 11l5 5m0 -5l-5 5`
  return ''
}

/** A triangle below a key slice: filled where there is target, hollow where it is empty. */
export function keyPath({ left, width }: { left: number; width: number }): string {
  const x = left + width / 2
  return `M${x - 3} 25L${x} 20L${x + 3} 25Z`
}

/** A pennant above a flagged slice. */
export function flagPath({ left, width }: { left: number; width: number }): string {
  const x = left + width / 2
  return `M${x - 1} 10V0L${x + 5} 3L${x - 1} 6Z`
}
