import { classLabelsOf } from '../labels/LabelMap'
import { matchComponents } from './matchComponents'
import { shapeMorphOf, type ShapeMorph } from './ShapeMorph'
import { sliceComponents } from './sliceComponents'
import { sliceOf, type SliceStack } from './SliceStack'

/** The things of one class between two key slices, or beyond one. */
export interface ShapeLayer {
  /** 0 for all classes together. */
  readonly label: number
  readonly morphs: readonly ShapeMorph[]
}

/**
 * What lies on two neighbouring key slices, matched: one layer for each class that either shows, ascending, before them one of all
 * classes together where there are several.
 *
 * @param lower @param upper null where a side has no key slice; not both
 */
export function shapeLayersBetween(options: {
  readonly stack: SliceStack
  readonly lower: number | null
  readonly upper: number | null
}): ShapeLayer[] {
  const { stack } = options
  const { width, spacingMm } = stack
  const [below, above] = [options.lower, options.upper].map((each) => (each === null ? null : sliceOf(stack, each)))
  const classLabels = [...new Set([below, above].flatMap((slice) => (slice === null ? [] : classLabelsOf(slice))))]
  const labels = classLabels.sort((a, b) => a - b)
  return (labels.length > 1 ? [0, ...labels] : labels).map((label) => {
    const isInside = (each: number) => (label === 0 ? each !== 0 : each === label)
    const componentsOf = (slice: Uint8Array | null) =>
      slice === null ? [] : sliceComponents({ slice, width, isInside })
    const matches = matchComponents({
      below: componentsOf(below),
      above: componentsOf(above),
      spacingMm: [spacingMm[0], spacingMm[1]],
    })
    return { label, morphs: matches.map((match) => shapeMorphOf({ ...match, stack })) }
  })
}
