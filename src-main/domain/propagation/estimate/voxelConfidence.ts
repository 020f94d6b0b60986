/** Certain. */
const CERTAIN = 255

/**
 * Per-voxel confidence of a slice for methods that give none: how many of several masks agree with the one that is kept. For methods that
 * carry masks, these are the ones that arrive from below and from above; for methods that interpolate, those of other methods.
 * @param options.kept the propagated labels, `[height, width]`
 * @param options.others at least one other mask of the same slice
 * @returns `[height, width]`, 255 where all agree with the kept label, 0 where none does
 */
export function voxelConfidence({ kept, others }: { kept: Uint8Array; others: readonly Uint8Array[] }): Uint8Array {
  const confidence = new Uint8Array(kept.length)
  for (let at = 0; at < kept.length; at++) {
    let agreeing = 0
    for (const other of others) if (other[at] === kept[at]) agreeing++
    confidence[at] = Math.round((CERTAIN * agreeing) / others.length)
  }
  return confidence
}

/**
 * Mean confidence where it matters: over the voxels that show a class, or of which it is not certain that they show none.
 * @returns 0 to 1; null where the slice is empty with certainty
 */
export function meanForegroundConfidence({
  kept,
  confidence,
}: {
  kept: Uint8Array
  confidence: Uint8Array
}): number | null {
  let [sum, count] = [0, 0]
  for (let at = 0; at < kept.length; at++) {
    if (kept[at] === 0 && confidence[at] === CERTAIN) continue
    sum += confidence[at]
    count++
  }
  return count === 0 ? null : sum / count / CERTAIN
}
