import type { Results } from '../experiment/results'
import type { FigureOutcome, FigureSpec } from './FigureSpec'

/** One entry of the catalog of figures: a pure function from results to a figure. */
export interface FigureDefinition {
  /** Also the file's name. */
  readonly id: string
  readonly title: string
  /** What it follows in the paper (arXiv 2412.08081); null where the paper has nothing like it. */
  readonly follows: string | null
  draw(results: Results): FigureOutcome
}

/** @param draw returns everything but id and title, or, as text, what the data lack */
export function defineFigure({
  draw,
  ...facts
}: {
  id: string
  title: string
  follows: string | null
  draw: (results: Results) => Omit<FigureSpec, 'id' | 'title'> | string
}): FigureDefinition {
  return {
    ...facts,
    draw(results) {
      const { id, title } = facts
      const drawn = draw(results)
      if (typeof drawn === 'string') return { kind: 'not-drawn', id, title, reason: drawn }
      return { kind: 'drawn', figure: { id, title, ...drawn } }
    },
  }
}
