import { IGNORE_LABEL } from '../labels/LabelMap'

/**
 * Intersection over union of two slices over their classes together: Σ |A_c ∩ B_c| / Σ |A_c ∪ B_c|. Voxels that either leaves open
 * (255) are skipped.
 * @returns null where both are empty
 */
export function sliceIou(a: Uint8Array, b: Uint8Array): number | null {
  let inA = 0
  let inB = 0
  let intersection = 0
  for (let at = 0; at < a.length; at++) {
    if (a[at] === IGNORE_LABEL || b[at] === IGNORE_LABEL) continue
    if (a[at] !== 0) inA++
    if (b[at] !== 0) inB++
    if (a[at] !== 0 && a[at] === b[at]) intersection++
  }
  const union = inA + inB - intersection
  return union === 0 ? null : intersection / union
}
