/** Inside, however little. */
const LEAST_INSIDE_MM = 1e-6

/**
 * Makes one consistent set of distances of those that were interpolated each for itself. The foreground is where the distance of a
 * class, or of all classes together, is positive; there the class with the largest distance has the voxel, of equal ones the first.
 * Classes together: two touching classes would else be parted by a seam of background where their common border moves.
 *
 * Afterwards at most one class is positive at any voxel. In the foreground a class's distance is that to the border, which lies
 * where it equals the next class, or to the foreground's rim.
 *
 * @param classesMm one `[height, width]` a class; changed
 * @param foregroundMm of all classes together; null where there is one class only
 */
export function resolveClassesInPlace(classesMm: readonly Float32Array[], foregroundMm: Float32Array | null): void {
  if (foregroundMm === null || classesMm.length < 2) return
  for (let at = 0; at < foregroundMm.length; at++) {
    let [winner, first, second] = [0, -Infinity, -Infinity]
    for (let index = 0; index < classesMm.length; index++) {
      const distanceMm = classesMm[index][at]
      if (distanceMm > first) {
        second = first
        first = distanceMm
        winner = index
      } else if (distanceMm > second) second = distanceMm
    }
    const rimMm = Math.max(foregroundMm[at], first)
    if (rimMm <= 0 || first === -Infinity) continue
    for (let index = 0; index < classesMm.length; index++)
      if (index === winner) classesMm[index][at] = Math.max(Math.min(rimMm, (first - second) / 2), LEAST_INSIDE_MM)
      else classesMm[index][at] = Math.min((classesMm[index][at] - first) / 2, 0)
  }
}
