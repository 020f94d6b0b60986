/** A point of a measured curve. */
interface Point {
  readonly step: number
  readonly value: number
}

/**
 * A curve with at most about `maximumCount` points that looks the same: of every bucket of neighbours the lowest and the highest
 * stay, so that spikes are not lost; the first and the last point stay too.
 * @param points in ascending order of `step`
 * @param maximumCount at least 4
 */
export function decimateCurve<Each extends Point>(points: readonly Each[], maximumCount: number): readonly Each[] {
  if (points.length <= maximumCount) return points
  const bucketCount = Math.floor((maximumCount - 2) / 2)
  const inner = points.length - 2
  const kept = [points[0]]
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const start = 1 + Math.floor((bucket * inner) / bucketCount)
    const end = 1 + Math.floor(((bucket + 1) * inner) / bucketCount)
    let [lowest, highest] = [start, start]
    for (let at = start; at < end; at++) {
      if (points[at].value < points[lowest].value) lowest = at
      if (points[at].value > points[highest].value) highest = at
    }
    const [first, second] = lowest < highest ? [lowest, highest] : [highest, lowest]
    kept.push(points[first])
    if (second !== first) kept.push(points[second])
  }
  kept.push(points[points.length - 1])
  return kept
}
