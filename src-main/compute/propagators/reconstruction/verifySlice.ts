import { closed, dilated, withoutHoles } from './binaryMorphology'
import type { PlaneSize } from './resamplePlane'

/** The surroundings of a structure are what lies within so many pixels of it. */
const RING_STEPS = 5
const CLOSING_STEPS = 2

/**
 * Sli2Vol's verification module (method.md B), for each class: with μ⁺ the mean intensity of the previous slice on the previous mask and
 * μ⁻ that on the ring around it, a candidate pixel stays if its intensity is nearer to μ⁺ than to μ⁻; then holes are filled and
 * narrow gaps closed. A class whose previous mask or ring is empty is left as it is.
 *
 * What closing adds goes to background pixels only: no class takes a pixel from another.
 *
 * @param options.candidate [height, width], 0 is background
 * @param options.previous the mask that it was carried from
 * @param options.grey, options.previousGrey the two slices, [height, width]
 * @returns a mask of its own
 */
export function verifySlice(options: {
  candidate: Uint8Array
  previous: Uint8Array
  grey: Float32Array
  previousGrey: Float32Array
  size: PlaneSize
  classCount: number
}): Uint8Array {
  const { candidate, previous, grey, previousGrey, size, classCount } = options
  const verified = candidate.slice()
  for (let label = 1; label < classCount; label++) {
    const of = (mask: Uint8Array) => mask.map((value) => (value === label ? 1 : 0))
    const [before, claimed] = [of(previous), of(candidate)]
    const ring = dilated(before, size, RING_STEPS).map((inside, at) => inside - before[at])
    const [inside, around] = [meanWhere(previousGrey, before), meanWhere(previousGrey, ring)]
    if (inside === null || around === null || !claimed.includes(1)) continue
    const kept = claimed.map((isClaimed, at) =>
      isClaimed === 1 && (grey[at] - inside) ** 2 < (grey[at] - around) ** 2 ? 1 : 0,
    )
    const filled = withoutHoles(closed(withoutHoles(kept, size), size, CLOSING_STEPS), size)
    for (let at = 0; at < verified.length; at++) {
      if (verified[at] === label) verified[at] = 0
      if (filled[at] === 1 && (candidate[at] === label || verified[at] === 0)) verified[at] = label
    }
  }
  return verified
}

function meanWhere(values: Float32Array, mask: Uint8Array): number | null {
  let [sum, count] = [0, 0]
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] !== 1) continue
    sum += values[at]
    count++
  }
  return count === 0 ? null : sum / count
}
