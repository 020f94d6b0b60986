import { OverlapCounts } from './OverlapCounts'

/**
 * Intersection over union of two slices over their classes together: Σ |A_c ∩ B_c| / Σ |A_c ∪ B_c|. Voxels that either leaves open
 * (255) are skipped.
 * @returns null where both are empty
 */
export function sliceIou(a: Uint8Array, b: Uint8Array): number | null {
  return new OverlapCounts().add(a, b)
}
