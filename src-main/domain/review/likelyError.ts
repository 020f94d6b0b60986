/** Hops at which distance alone counts half. */
const HALF_WAY_HOPS = 5

/**
 * How likely a propagated mask is wrong, 0 to 1, for ordering only: half of it the disagreement of the masks carried from below and
 * from above, a quarter the distance h / (h + 5) in slices to the nearest key slice, a quarter the jump of the area to a neighbour.
 * What is unknown is left out and the rest weighted up; distance is 1 where nothing was carried at all. Where the mask's confidence is
 * known, 1 − confidence is half of it and all of the above the other half. It grows with each part.
 */
export function likelyError({
  disagreementFraction,
  hops,
  areaJumpFraction,
  confidence = null,
}: {
  disagreementFraction: number | null
  hops: number | null
  areaJumpFraction: number | null
  /** 0 to 1. */
  confidence?: number | null | undefined
}): number {
  const parts = [
    { weight: 2, value: disagreementFraction },
    { weight: 1, value: hops === null ? 1 : hops / (hops + HALF_WAY_HOPS) },
    { weight: 1, value: areaJumpFraction },
  ]
  let sum = 0
  let weights = 0
  for (const { weight, value } of parts) {
    if (value === null) continue
    sum += weight * value
    weights += weight
  }
  const withoutConfidence = sum / weights
  return confidence === null ? withoutConfidence : (withoutConfidence + 1 - confidence) / 2
}

/**
 * Largest change of area to a neighbouring slice, relative to the larger of the two areas.
 * @param neighbourAreas null where a neighbour has no mask, or there is no neighbour
 * @returns 0 to 1; null where no neighbour has a mask
 */
export function areaJumpFraction(area: number, neighbourAreas: readonly (number | null)[]): number | null {
  const jumps = neighbourAreas.flatMap((other) =>
    other === null ? [] : [area === other ? 0 : Math.abs(area - other) / Math.max(area, other)],
  )
  return jumps.length === 0 ? null : Math.max(...jumps)
}
