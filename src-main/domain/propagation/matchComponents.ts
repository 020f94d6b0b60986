import type { SliceComponent } from './sliceComponents'

/** How far apart two components that do not overlap may be and still be one thing, in sums of both radii. */
const REACH = 1.5

/** Components of two slices that are one thing: one on either side, or several on one or both where it splits or merges. */
export interface ComponentMatch {
  readonly below: readonly SliceComponent[]
  /** Empty where nothing matches. So may `below` be. */
  readonly above: readonly SliceComponent[]
}

/**
 * Matches the components of two slices.
 *
 * Each component chooses the one on the other slice that it overlaps most, in voxels; where it overlaps none, the one whose centre is
 * nearest, if that is near: at most REACH times the sum of both radii from centre to centre (radius: of the disk of equal area). A
 * component that is alone on its slice and faces one that is alone too is matched however far away. What is joined by a choice on
 * either side is one match; so a component that splits takes all its parts along.
 */
export function matchComponents(options: {
  readonly below: readonly SliceComponent[]
  readonly above: readonly SliceComponent[]
  /** Along width and height. */
  readonly spacingMm: readonly [number, number]
}): ComponentMatch[] {
  const { below, above } = options
  const overlaps = below.map((lower) => above.map((upper) => overlapOf(lower, upper)))
  const isTaken = { below: below.map(() => false), above: above.map(() => false) }
  const links: [number, number][] = []
  const link = (lower: number, upper: number) => {
    links.push([lower, upper])
    isTaken.below[lower] = isTaken.above[upper] = true
  }
  below.forEach((_, lower) => {
    const upper = largest(above.map((__, at) => overlaps[lower][at]))
    if (upper !== null) link(lower, upper)
  })
  above.forEach((_, upper) => {
    const lower = largest(below.map((__, at) => overlaps[at][upper]))
    if (lower !== null) link(lower, upper)
  })
  const isLone = below.length === 1 && above.length === 1
  const candidates = below
    .flatMap((lower, at) => above.map((upper, to) => ({ at, to, apart: apartOf(lower, upper, options.spacingMm) })))
    .filter(({ apart }) => isLone || apart <= REACH)
    .sort((a, b) => a.apart - b.apart)
  for (const { at, to } of candidates) if (!isTaken.below[at] && !isTaken.above[to]) link(at, to)
  return groupsOf(below, above, links)
}

function largest(values: readonly number[]): number | null {
  let best: number | null = null
  values.forEach((value, at) => {
    if (value > 0 && (best === null || value > values[best])) best = at
  })
  return best
}

function overlapOf(lower: SliceComponent, upper: SliceComponent): number {
  const [a, b] = [lower.box, upper.box]
  if (a.left >= b.left + b.width || b.left >= a.left + a.width) return 0
  if (a.top >= b.top + b.height || b.top >= a.top + a.height) return 0
  let count = 0
  for (let at = 0, to = 0; at < lower.voxels.length && to < upper.voxels.length;) {
    const difference = lower.voxels[at] - upper.voxels[to]
    if (difference === 0) count++
    if (difference <= 0) at++
    if (difference >= 0) to++
  }
  return count
}

/** From centre to centre, in sums of both radii. */
function apartOf(lower: SliceComponent, upper: SliceComponent, [columnMm, rowMm]: readonly [number, number]): number {
  const apartMm = Math.hypot(
    columnMm * (lower.centre.column - upper.centre.column),
    rowMm * (lower.centre.row - upper.centre.row),
  )
  const radiusMm = (each: SliceComponent) => Math.sqrt((each.voxels.length * columnMm * rowMm) / Math.PI)
  return apartMm / (radiusMm(lower) + radiusMm(upper))
}

/** Everything that links join, in the order of the first component below; then what is on one slice only. */
function groupsOf(
  below: readonly SliceComponent[],
  above: readonly SliceComponent[],
  links: readonly (readonly [number, number])[],
): ComponentMatch[] {
  const groupOf = [...below, ...above].map((_, at) => at)
  for (const [lower, upper] of links) {
    const [keep, drop] = [groupOf[lower], groupOf[below.length + upper]].sort((a, b) => a - b)
    groupOf.forEach((group, at) => {
      if (group === drop) groupOf[at] = keep
    })
  }
  return [...new Set(groupOf)].map((group) => ({
    below: below.filter((_, at) => groupOf[at] === group),
    above: above.filter((_, at) => groupOf[below.length + at] === group),
  }))
}
